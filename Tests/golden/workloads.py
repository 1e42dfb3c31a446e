#!/usr/bin/env python3
"""Golden values of the benchmark's networks: loss, and of each parameter's gradient its norm and its product with a
fixed vector. Weights and inputs follow from a hash of their position, here and in Tests/WorkloadsTests, so that none need
to be stored. Run: python3 Tests/golden/workloads.py (needs torch and numpy)."""
import json, math, pathlib
import numpy as np, torch, torch.nn as nn, torch.nn.functional as F

torch.set_default_dtype(torch.float64)

def noise(count, stream):
    """Numbers in -1..<1 from the position and a stream number, exact in 32-bit floats."""
    i = np.arange(count, dtype=np.uint64)
    h = (i * np.uint64(2654435761) + np.uint64((stream + 1) * 40503)) & np.uint64(0xFFFFFFFF)
    h = ((h ^ (h >> np.uint64(15))) * np.uint64(2246822519)) & np.uint64(0xFFFFFFFF)
    return ((h >> np.uint64(9)).astype(np.float64)) / 2**22 - 1

def tensor(shape, stream): return torch.tensor(noise(math.prod(shape), stream).reshape(shape))

def fill(model):
    for stream, (name, p) in enumerate(sorted(model.named_parameters())):
        shape = tuple(p.shape)
        scale = 1 / math.sqrt(math.prod(shape[1:])) if len(shape) > 1 else 0.1
        base = 1.0 if len(shape) == 1 and name.endswith("weight") else 0.0
        p.data = tensor(shape, stream).float().double() * np.float32(scale).item() + base
    return model

def report(model, loss):
    loss.backward()
    rows = {}
    for stream, (name, p) in enumerate(sorted(model.named_parameters())):
        g = p.grad
        rows[name] = [g.norm().item(), (g * tensor(tuple(p.shape), 1000 + stream)).sum().item()]
    return {"loss": loss.item(), "gradients": rows}

def images(n, h, w, c, stream): return tensor((n, h, w, c), stream).permute(0, 3, 1, 2)
def labels(shape, below): return (torch.arange(math.prod(shape)) * 7919 % below).reshape(shape)

class LeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(1, 6, 5, padding=2), nn.Conv2d(6, 16, 5)
        self.fc1, self.fc2, self.fc3 = nn.Linear(400, 120), nn.Linear(120, 84), nn.Linear(84, 10)
    def forward(self, x):
        x = F.max_pool2d(self.conv1(x).tanh(), 2)
        x = F.max_pool2d(self.conv2(x).tanh(), 2).flatten(1)
        return self.fc3(self.fc2(self.fc1(x).tanh()).tanh())

class Alex(nn.Module):
    def __init__(self):
        super().__init__()
        layers, channels = [], 3
        for out, size, stride, pool in [(64, 7, 2, 1), (192, 5, 1, 1), (384, 3, 1, 0), (256, 3, 1, 0), (256, 3, 1, 1)]:
            layers += [nn.Conv2d(channels, out, size, stride, size // 2), nn.ReLU()]
            layers += [nn.MaxPool2d(3, 2, 1)] if pool else []
            channels = out
        self.features = nn.Sequential(*layers)
        self.classifier = nn.Sequential(nn.Flatten(), nn.Identity(), nn.Linear(4096, 2048), nn.ReLU(), nn.Identity(),
                                        nn.Linear(2048, 2048), nn.ReLU(), nn.Linear(2048, 200))
    def forward(self, x): return self.classifier(self.features(x))

def block(i, o, stride=1):
    return nn.Sequential(nn.Conv2d(i, o, 3, stride, 1, bias=False), nn.BatchNorm2d(o), nn.ReLU())

class Unet(nn.Module):
    def __init__(self):
        super().__init__()
        self.d1, self.d2 = nn.Sequential(block(1, 32), block(32, 32)), nn.Sequential(block(32, 64, 2), block(64, 64))
        self.d3 = nn.Sequential(block(64, 128, 2), block(128, 128))
        self.d4 = nn.Sequential(block(128, 256, 2), block(256, 256))
        self.u3, self.u2, self.out = block(384, 128), block(192, 64), nn.Conv2d(64, 313, 1)
    def forward(self, x):
        half = self.d2(self.d1(x)); quarter = self.d3(half)
        up = self.u3(torch.cat([F.interpolate(self.d4(quarter), scale_factor=2), quarter], 1))
        return self.out(self.u2(torch.cat([F.interpolate(up, scale_factor=2), half], 1)))

class Dqn(nn.Module):
    def __init__(self):
        super().__init__()
        self.n = nn.Sequential(nn.Conv2d(4, 32, 8, 4), nn.ReLU(), nn.Conv2d(32, 64, 4, 2), nn.ReLU(),
                               nn.Conv2d(64, 64, 3), nn.ReLU(), nn.Flatten(), nn.Linear(3136, 512), nn.ReLU(),
                               nn.Linear(512, 6))
    def forward(self, x): return self.n(x)

class Translate(nn.Module):
    def __init__(self, v=8000, e=256, h=512):
        super().__init__()
        self.src, self.tgt = nn.Embedding(v, e), nn.Embedding(v, e)
        self.enc, self.dec = nn.LSTM(e, h, batch_first=True), nn.LSTM(e, h, batch_first=True)
        self.wa, self.wc, self.out = nn.Linear(h, h, bias=False), nn.Linear(2 * h, h), nn.Linear(h, v)
    def decode(self, y, state, memory):
        d, state = self.dec(self.tgt(y), state)
        context = torch.softmax(d @ self.wa(memory).transpose(1, 2), -1) @ memory
        return self.out(torch.tanh(self.wc(torch.cat([d, context], -1)))), state
    def forward(self, x, y):
        memory, state = self.enc(self.src(x))
        return self.decode(y, state, memory)[0]
    def greedy(self, x, length):
        memory, state = self.enc(self.src(x))
        y, words = torch.ones(1, 1, dtype=torch.long), []
        for _ in range(length):
            logits, state = self.decode(y, state, memory)
            y = logits.argmax(-1); words.append(y.item())
        return words

class Pen(nn.Module):
    def __init__(self):
        super().__init__()
        self.l1, self.l2 = nn.LSTM(3, 256, batch_first=True), nn.LSTM(259, 256, batch_first=True)
        self.out = nn.Linear(512, 121)
    def forward(self, x):
        a, _ = self.l1(x); b, _ = self.l2(torch.cat([x, a], -1))
        return self.out(torch.cat([a, b], -1))

def pen_loss(p, t):
    """Graves 2013, equations 18 to 26."""
    pi, mx, my, sx, sy, rho = p[..., 1:].split(20, -1)
    sx, sy, rho = sx.exp(), sy.exp(), rho.tanh()
    zx, zy, rest = (t[..., :1] - mx) / sx, (t[..., 1:2] - my) / sy, 1 - rho**2
    z = zx**2 + zy**2 - 2 * rho * zx * zy
    logs = pi.log_softmax(-1) - z / (2 * rest) - torch.log(2 * math.pi * sx * sy * rest.sqrt())
    return F.binary_cross_entropy_with_logits(p[..., 0], t[..., 2]) - logs.logsumexp(-1).mean()

out = {"versions": f"torch {torch.__version__}, numpy {np.__version__}"}
m = fill(LeNet()); out["lenet5"] = report(m, F.cross_entropy(m(images(3, 28, 28, 1, 500)), labels((3,), 10)))
m = fill(Alex()); out["alexnet"] = report(m, F.cross_entropy(m(images(2, 64, 64, 3, 508)), labels((2,), 200)))
m = fill(Unet()); x, y = images(4, 64, 64, 1, 502), labels((4, 32, 32), 313)
out["colorizer"] = report(m, F.cross_entropy(m(x), y))
with torch.no_grad(): out["colorizer-infer"] = {"loss": F.cross_entropy(m.eval()(x), y).item(), "gradients": {}}
m = fill(Dqn()); q = tensor((3,), 504) + 0.99 * fill(Dqn())(images(3, 84, 84, 4, 505)).max(1).values.detach()
chosen = m(images(3, 84, 84, 4, 503)).gather(1, labels((3, 1), 6))[:, 0]
out["dqn"] = report(m, F.smooth_l1_loss(chosen, q))
m = fill(Translate()); x, y = labels((2, 5), 8000), labels((2, 5), 7993)
out["seq2seq"] = report(m, F.cross_entropy(m(x, y[:, :-1]).flatten(0, 1), y[:, 1:].flatten()))
with torch.no_grad(): out["seq2seq"]["words"] = m.greedy(labels((1, 12), 7993), 12)
m = fill(Pen()); x = tensor((2, 9, 3), 506); x[..., 2] = (x[..., 2] > 0.8).double()
out["handwriting"] = report(m, pen_loss(m(x[:, :-1]), x[:, 1:]))
path = pathlib.Path(__file__).parent.parent / "WorkloadsTests" / "workloads.json"
path.parent.mkdir(exist_ok=True)
path.write_text(json.dumps(out, indent=1) + "\n")
