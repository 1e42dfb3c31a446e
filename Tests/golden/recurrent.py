"""Golden cases of one direction of one recurrent layer."""

import torch
from torch import nn
from torch.func import functional_call
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from golden import Group

BATCH, STEPS, INPUTS, UNITS = 3, 5, 2, 3
CELLS = {
    "tanh": (1, lambda: nn.RNN(INPUTS, UNITS, batch_first=True, bidirectional=True)),
    "relu": (1, lambda: nn.RNN(INPUTS, UNITS, batch_first=True, bidirectional=True, nonlinearity="relu")),
    "lstm": (4, lambda: nn.LSTM(INPUTS, UNITS, batch_first=True, bidirectional=True)),
    "gru": (3, lambda: nn.GRU(INPUTS, UNITS, batch_first=True, bidirectional=True)),
}


def run(cell, is_reversed, lengths, x, weight_ih, weight_hh, bias_ih, bias_hh, h0=None, c0=None):
    """One half of PyTorch's bidirectional layer; the other half has zero weights and is not looked at."""
    module = CELLS[cell][1]().double()
    own, other = ("_reverse", "") if is_reversed else ("", "_reverse")
    weights = {"weight_ih": weight_ih, "weight_hh": weight_hh, "bias_ih": bias_ih, "bias_hh": bias_hh}
    parameters = {}
    for name, value in weights.items():
        parameters[f"{name}_l0{own}"] = value
        parameters[f"{name}_l0{other}"] = torch.zeros_like(value)
    state = None
    if h0 is not None:
        def both(half):
            return torch.stack([torch.zeros_like(half), half] if is_reversed
                               else [half, torch.zeros_like(half)])
        state = both(h0) if c0 is None else (both(h0), both(c0))
    sequences = x
    if lengths is not None:
        sequences = pack_padded_sequence(x, torch.tensor(lengths), batch_first=True, enforce_sorted=False)
    outputs, final = functional_call(module, parameters, (sequences, state))
    if lengths is not None:
        outputs, _ = pad_packed_sequence(outputs, batch_first=True, total_length=x.shape[1])
    direction = 1 if is_reversed else 0
    results = {"y": outputs[..., direction * UNITS:(direction + 1) * UNITS]}
    if cell == "lstm":
        results["hn"], results["cn"] = final[0][direction], final[1][direction]
    else:
        results["hn"] = final[direction]
    return results


def recurrent():
    group = Group("recurrent")
    variants = [
        ("forward", False, None, True),
        ("reverse", True, None, True),
        ("lengths", False, (5, 1, 3), True),
        ("reverse_lengths", True, (2, 4, 1), True),
        ("zero_state", False, None, False),
    ]
    for cell, (gates, _) in CELLS.items():
        for name, is_reversed, lengths, has_state in variants:
            inputs = {
                "x": group.normal(BATCH, STEPS, INPUTS),
                "weight_ih": group.normal(gates * UNITS, INPUTS, scale=0.5),
                "weight_hh": group.normal(gates * UNITS, UNITS, scale=0.4),
                "bias_ih": group.normal(gates * UNITS, scale=0.3),
                "bias_hh": group.normal(gates * UNITS, scale=0.3)}
            if has_state:
                inputs["h0"] = group.normal(BATCH, UNITS)
                if cell == "lstm":
                    inputs["c0"] = group.normal(BATCH, UNITS)
            options = {"reversed": is_reversed}
            if lengths is not None:
                options["lengths"] = lengths
            group.add(f"{cell}_{name}", cell, inputs,
                      lambda c=cell, r=is_reversed, l=lengths, **tensors: run(c, r, l, **tensors),
                      **options)
    return group


def groups():
    return [recurrent()]
