"""Golden cases of whole layers: their parameters stand under PyTorch's names."""

import torch
import torch.nn.functional as F
from torch import nn
from torch.func import functional_call
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from golden import Group, nchw, nhwc

BATCH, STEPS, INPUTS, UNITS = 3, 4, 3, 2


def recurrent(group, cell, kind, layers, is_bidirectional, lengths=None, has_state=False, **options):
    module = kind(INPUTS, UNITS, layers, batch_first=True, bidirectional=is_bidirectional, **options).double()
    names = [name for name, _ in module.named_parameters()]
    inputs = {"x": group.normal(BATCH, STEPS, INPUTS)}
    inputs.update({name: group.normal(*value.shape, scale=0.5)
                   for name, value in module.named_parameters()})
    states = layers * (2 if is_bidirectional else 1)
    if has_state:
        inputs["h0"] = group.normal(states, BATCH, UNITS)
        if cell == "lstm":
            inputs["c0"] = group.normal(states, BATCH, UNITS)

    def function(x, h0=None, c0=None, **weights):
        state = h0 if c0 is None else (h0, c0)
        if lengths is not None:
            x = pack_padded_sequence(x, torch.tensor(lengths), batch_first=True, enforce_sorted=False)
        y, final = functional_call(module, {name: weights[name] for name in names}, (x, state))
        if lengths is not None:
            y, _ = pad_packed_sequence(y, batch_first=True, total_length=STEPS)
        if cell == "lstm":
            return {"y": y, "hn": final[0], "cn": final[1]}
        return {"y": y, "hn": final}
    name = f"{cell}_{layers}{'_both' if is_bidirectional else ''}{'_lengths' if lengths else ''}"
    given = {} if lengths is None else {"lengths": lengths}
    group.add(name, cell, inputs, function, layers=layers, bidirectional=is_bidirectional, **given)


def recurrent_layers():
    group = Group("recurrent_layers")
    cells = [("tanh", nn.RNN, {}), ("relu", nn.RNN, {"nonlinearity": "relu"}), ("lstm", nn.LSTM, {}),
             ("gru", nn.GRU, {})]
    for cell, kind, options in cells:
        recurrent(group, cell, kind, 2, True, **options)
        recurrent(group, cell, kind, 2, True, lengths=(4, 1, 3), has_state=True, **options)
    recurrent(group, "lstm", nn.LSTM, 3, False, has_state=True)
    return group


def attention():
    """Luong et al. 2015 (dot, general) and Bahdanau et al. 2015 (additive), written out."""
    group = Group("attention")
    queries, memory, width, units = (2, 3), (2, 5), 4, 6
    for score in ("dot", "general", "additive"):
        for lengths in (None, (5, 2)):
            inputs = {"queries": group.normal(*queries, width),
                      "memory": group.normal(*memory, width if score == "dot" else 3)}
            if score == "general":
                inputs["memory_projection.weight"] = group.normal(width, 3)
            if score == "additive":
                inputs["memory_projection.weight"] = group.normal(units, 3)
                inputs["query_projection.weight"] = group.normal(units, width)
                inputs["energy.weight"] = group.normal(1, units)

            def function(queries, memory, lengths=lengths, score=score, **weights):
                keys = memory
                if score != "dot":
                    keys = memory @ weights["memory_projection.weight"].mT
                if score == "additive":
                    query = queries @ weights["query_projection.weight"].mT
                    sums = torch.tanh(query[:, :, None] + keys[:, None])
                    scores = (sums @ weights["energy.weight"].mT)[..., 0]
                else:
                    scores = queries @ keys.mT
                if lengths is not None:
                    mask = torch.arange(memory.shape[1])[None] >= torch.tensor(lengths)[:, None]
                    scores = scores.masked_fill(mask[:, None], float("-inf"))
                shares = scores.softmax(-1)
                return {"y": shares @ memory, "weights": shares}
            given = {} if lengths is None else {"lengths": lengths}
            group.add(score + ("_lengths" if lengths else ""), score, inputs, function, **given)
    return group


class ChannelsLast(nn.Module):
    """Runs a chain of PyTorch's layers on [N, H, W, C]."""

    def __init__(self, *layers):
        super().__init__()
        self.layers = nn.Sequential(*layers)

    def forward(self, x):
        y = self.layers(nchw(x))
        return nhwc(y) if y.dim() == 4 else y


def chain(group, name, size, *layers):
    module = ChannelsLast(*layers).double().train()
    inputs = {"x": group.normal(*size)}
    inputs.update({key.removeprefix("layers."): group.normal(*value.shape, scale=0.5)
                   for key, value in module.named_parameters()})
    def function(x, **weights):
        return functional_call(module, {f"layers.{key}": value for key, value in weights.items()}, (x,))
    group.add(name, name, inputs, function)


def chains():
    group = Group("chains")
    chain(group, "network", (3, 6, 8, 3), nn.Conv2d(3, 4, 3, stride=2, padding=1), nn.BatchNorm2d(4),
          nn.ReLU(), nn.MaxPool2d((1, 2)), nn.Flatten(), nn.Linear(24, 5))
    chain(group, "decoder", (1, 3, 4, 6), nn.ConvTranspose2d(6, 4, 4, stride=2, padding=1), nn.ReLU(),
          nn.Conv2d(4, 2, (3, 1), padding=(1, 0), bias=False), nn.AvgPool2d(2), nn.Sigmoid())
    return group


def batch_norm():
    """Three training batches, then evaluation with the statistics that they left."""
    group = Group("batch_norm")
    inputs = {f"x{step}": group.exact(group.normal(3, 2, 5, 4) * 2 + step) for step in range(4)}
    inputs["weight"], inputs["bias"] = group.normal(4), group.normal(4)

    def function(weight, bias, **batches):
        mean, variance = torch.zeros(4).double(), torch.ones(4).double()
        results = {}
        for step in range(3):
            x = nchw(batches[f"x{step}"])
            results[f"y{step}"] = nhwc(F.batch_norm(x, mean, variance, weight, bias, True, 0.1))
        results["running_mean"], results["running_var"] = mean.clone(), variance.clone()
        results["y3"] = nhwc(F.batch_norm(nchw(batches["x3"]), mean, variance, weight, bias, False))
        return results
    group.add("running", "batch_norm", inputs, function, frozen=tuple(inputs))
    return group


def groups():
    return [recurrent_layers(), attention(), chains(), batch_norm()]
