"""Golden cases of convolution, pooling, resizing and normalisation of images."""

import torch
import torch.nn.functional as F

from golden import Group, nchw, nhwc


def convolutions():
    group = Group("convolutions")

    def case(name, size, channels, kernel, stride=1, padding=0, dilation=1, groups=1, bias=True,
             relu=False):
        inputs = {
            "x": group.normal(*size, channels[0]),
            "weight": group.normal(channels[1], channels[0] // groups, *kernel, scale=0.5)}
        if bias:
            inputs["bias"] = group.normal(channels[1])

        def function(x, weight, bias=None):
            y = F.conv2d(nchw(x), weight, bias, stride, padding, dilation, groups)
            return nhwc(y.relu() if relu else y)
        group.add(name, "conv2d", inputs, function, stride=stride, padding=padding, dilation=dilation,
                  groups=groups, relu=relu)

    case("plain", (1, 7, 5), (1, 6), (3, 3))
    case("strided", (3, 5, 4), (3, 16), (3, 3), stride=2, padding=1)
    case("left_over", (3, 8, 6), (3, 6), (3, 3), stride=2)
    case("dilated", (1, 5, 4), (16, 3), (3, 3), padding=2, dilation=2)
    case("rectangular", (1, 9, 6), (3, 6), (5, 3), stride=(2, 1), padding=(2, 1), dilation=(1, 2))
    case("pointwise", (3, 3, 2), (6, 20), (1, 1), bias=False)
    case("pointwise_strided", (1, 5, 4), (16, 6), (1, 1), stride=2)
    case("depthwise", (3, 4, 3), (6, 6), (3, 3), padding=1, groups=6)
    case("depthwise_strided", (1, 5, 4), (16, 16), (3, 3), stride=(2, 1), padding=1, groups=16, bias=False)
    case("multiplied", (1, 5, 4), (3, 6), (3, 3), padding=1, groups=3)
    case("grouped", (3, 3, 2), (8, 20), (2, 3), padding=1, groups=4)
    case("grouped_dilated", (1, 7, 8), (6, 3), (3, 2), padding=(2, 1), dilation=(2, 1), groups=3)
    case("fused", (3, 6, 5), (3, 6), (3, 3), padding=1, relu=True)
    case("fused_unbiased", (1, 5, 4), (3, 16), (3, 3), stride=2, padding=1, bias=False, relu=True)
    case("fused_depthwise", (1, 3, 4), (20, 20), (3, 3), padding=1, groups=20, relu=True)
    return group


def transposed_convolutions():
    group = Group("transposed_convolutions")

    def case(name, size, channels, kernel, stride=1, padding=0, output_padding=0, dilation=1, groups=1,
             bias=True):
        inputs = {
            "x": group.normal(*size, channels[0]),
            "weight": group.normal(channels[0], channels[1] // groups, *kernel, scale=0.5)}
        if bias:
            inputs["bias"] = group.normal(channels[1])

        def function(x, weight, bias=None):
            return nhwc(F.conv_transpose2d(nchw(x), weight, bias, stride, padding, output_padding,
                                           groups, dilation))
        group.add(name, "conv_transpose2d", inputs, function, stride=stride, padding=padding,
                  output_padding=output_padding, dilation=dilation, groups=groups)

    case("plain", (1, 4, 3), (3, 6), (3, 3))
    case("doubling", (3, 2, 3), (6, 3), (4, 4), stride=2, padding=1)
    case("output_padding", (1, 2, 3), (16, 3), (3, 3), stride=2, padding=1, output_padding=1)
    case("rectangular", (3, 3, 2), (3, 1), (3, 2), stride=(2, 3), padding=(1, 0), output_padding=(1, 2))
    case("dilated", (1, 4, 3), (3, 6), (3, 3), stride=2, padding=2, output_padding=1, dilation=2, bias=False)
    case("grouped", (1, 3, 4), (6, 16), (3, 3), stride=2, padding=1, groups=2)
    case("depthwise", (1, 4, 3), (6, 6), (4, 4), stride=2, padding=1, groups=6, bias=False)
    return group


def pooling():
    group = Group("pooling")
    windows = [
        ("halving", (3, 4, 6, 2), 2, 2, 0),
        ("left_over", (1, 7, 5, 3), 2, 2, 0),
        ("overlapping", (3, 5, 4, 2), 3, 2, 1),
        ("rectangular", (1, 5, 3, 16), (3, 2), (1, 2), (1, 0)),
        ("sliding", (1, 5, 4, 1), 3, 1, 1),
    ]
    functions = {
        "max": lambda x, w, s, p: F.max_pool2d(x, w, s, p),
        "min": lambda x, w, s, p: -F.max_pool2d(-x, w, s, p),
        "average": lambda x, w, s, p: F.avg_pool2d(x, w, s, p),
        "average_inside": lambda x, w, s, p: F.avg_pool2d(x, w, s, p, count_include_pad=False),
    }
    for op, function in functions.items():
        for name, shape, window, stride, padding in windows:
            group.add(f"{op}_{name}", op, {"x": group.normal(*shape)},
                      lambda x, f=function, w=window, s=stride, p=padding: nhwc(f(nchw(x), w, s, p)),
                      window=window, stride=stride, padding=padding)
    ties = group.exact(group.random.integers(0, 3, (2, 5, 4, 6)))  # the first of equals gets the gradient
    for op in ("max", "min"):
        group.add(f"{op}_ties", op, {"x": ties},
                  lambda x, f=functions[op]: nhwc(f(nchw(x), 3, 2, 1)), window=3, stride=2, padding=1)
    for batch in (1, 3):
        group.add(f"global_average{batch}", "global_average", {"x": group.normal(batch, 5, 4, 6)},
                  lambda x: F.adaptive_avg_pool2d(nchw(x), 1).flatten(1))
        group.add(f"global_max{batch}", "global_max", {"x": group.normal(batch, 5, 4, 6)},
                  lambda x: F.adaptive_max_pool2d(nchw(x), 1).flatten(1))
    return group


def resizing():
    group = Group("resizing")
    for factor in (1, 2, 3):
        group.add(f"nearest{factor}", "nearest", {"x": group.normal(2, 3, 4, 2)},
                  lambda x, f=factor: nhwc(F.interpolate(nchw(x), scale_factor=f, mode="nearest")),
                  factor=factor)
    for height, width in ((6, 8), (7, 5), (2, 3), (3, 4), (1, 1), (9, 4)):
        group.add(f"bilinear{height}x{width}", "bilinear", {"x": group.normal(2, 3, 4, 2)},
                  lambda x, size=(height, width): nhwc(F.interpolate(
                      nchw(x), size=size, mode="bilinear", align_corners=False)),
                  size=(height, width))
    return group


def normalization():
    group = Group("normalization")
    for name, shape in (("image", (3, 2, 3, 6)), ("single", (1, 4, 2, 16)), ("rows", (20, 3))):
        channels = shape[-1]
        for relu in (False, True):
            def batch(x, weight, bias, mean=None, variance=None, relu=relu):
                channels_first = x.movedim(-1, 1)
                y = F.batch_norm(channels_first, mean, variance, weight, bias, training=mean is None)
                return (y.relu() if relu else y).movedim(1, -1)
            inputs = {"x": group.normal(*shape) * 2 + 3, "weight": group.normal(channels),
                      "bias": group.normal(channels)}
            inputs["x"] = group.exact(inputs["x"])
            suffix = f"{name}{'_relu' if relu else ''}"
            group.add(f"training_{suffix}", "batch_norm", inputs, batch, relu=relu)
            fixed = {**inputs, "mean": group.normal(channels),
                     "variance": group.uniform(channels, low=0.3, high=3)}
            group.add(f"evaluation_{suffix}", "batch_norm", fixed, batch,
                      frozen=("mean", "variance"), relu=relu)
    for name, shape, epsilon in (("rows", (4, 7), 1e-5), ("sequence", (2, 3, 20), 1e-3)):
        group.add(f"layer_{name}", "layer_norm",
                  {"x": group.exact(group.normal(*shape) * 2 - 1), "weight": group.normal(shape[-1]),
                   "bias": group.normal(shape[-1])},
                  lambda x, weight, bias, eps=epsilon: F.layer_norm(x, x.shape[-1:], weight, bias, eps),
                  epsilon=epsilon)
    return group


def groups():
    return [convolutions(), transposed_convolutions(), pooling(), resizing(), normalization()]
