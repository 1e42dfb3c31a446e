"""Draws the sample digits in Data/Samples/digits, each as a person might write it.

Run from the package's root: python3 Data/Samples/make_digits.py
Needs numpy and Pillow. Every picture comes from strokes given here as control points; a seeded
generator makes the hand shake, so the files come out the same each time. Nothing is taken from
any data set.

python3 Data/Samples/make_digits.py --variants FOLDER --count 20 --seed 1 draws random ones of harder kinds instead: a sheet on a
dark desk, a digit in a drawn box, squared and ruled paper, dotted strokes, colours of equal brightness, faint
ink; a file's name is its digit, its kind and a number.
"""
import argparse
import os
import numpy as np
from PIL import Image, ImageDraw, ImageFilter

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "digits")

# Strokes as points in a box of 1 x 1 (x to the right, y down), joined by a smooth curve.
STROKES = {
    "0": [[(.55, .04), (.28, .14), (.16, .45), (.24, .82), (.50, .97), (.77, .83), (.85, .48),
           (.75, .16), (.50, .03), (.42, .07)]],
    "1": [[(.33, .24), (.45, .15), (.56, .03), (.55, .35), (.53, .70), (.52, .98)]],
    "1 with foot": [[(.26, .30), (.42, .19), (.54, .04), (.54, .40), (.53, .95)],
                    [(.30, .96), (.52, .95), (.78, .94)]],
    "2": [[(.20, .26), (.28, .10), (.50, .03), (.72, .11), (.76, .30), (.62, .55), (.38, .78),
           (.19, .95), (.22, .95), (.50, .93), (.84, .93)]],
    "3": [[(.22, .12), (.42, .03), (.68, .08), (.74, .25), (.60, .42), (.42, .47), (.62, .51),
           (.79, .66), (.74, .87), (.50, .98), (.26, .93), (.17, .84)]],
    "4": [[(.50, .03), (.40, .25), (.27, .47), (.16, .64), (.20, .66), (.50, .63), (.88, .60)],
          [(.66, .34), (.65, .65), (.62, .99)]],
    "5": [[(.77, .05), (.50, .06), (.30, .07), (.29, .10), (.26, .30), (.24, .45), (.28, .44),
           (.48, .38), (.71, .48), (.79, .68), (.68, .89), (.44, .98), (.20, .90)]],
    "6": [[(.66, .04), (.42, .22), (.26, .50), (.23, .76), (.37, .95), (.60, .96), (.75, .80),
           (.68, .61), (.48, .57), (.30, .68), (.25, .78)]],
    "7": [[(.16, .08), (.45, .09), (.82, .06), (.80, .10), (.66, .36), (.52, .66), (.44, .98)]],
    "7 crossed": [[(.15, .10), (.45, .08), (.80, .07), (.79, .11), (.64, .40), (.50, .70), (.42, .98)],
                  [(.36, .50), (.55, .48), (.75, .46)]],
    "8": [[(.68, .13), (.50, .04), (.30, .12), (.29, .28), (.48, .44), (.70, .60), (.77, .80),
           (.58, .96), (.33, .93), (.23, .77), (.36, .58), (.58, .42), (.72, .26), (.68, .13)]],
    "9": [[(.72, .22), (.56, .06), (.34, .12), (.25, .32), (.36, .50), (.56, .48), (.70, .32),
           (.73, .20), (.72, .45), (.69, .72), (.62, .98)]],
}


def smooth(points, steps=24):
    """A Catmull-Rom curve through the points."""
    p = np.array([points[0]] + list(points) + [points[-1]], dtype=float)
    t = np.linspace(0, 1, steps, endpoint=False)[:, None]
    parts = [
        0.5 * (2 * p[i] + (p[i + 1] - p[i - 1]) * t
               + (2 * p[i - 1] - 5 * p[i] + 4 * p[i + 1] - p[i + 2]) * t**2
               + (3 * p[i] - p[i - 1] - 3 * p[i + 1] + p[i + 2]) * t**3)
        for i in range(1, len(p) - 2)
    ]
    return np.vstack(parts + [p[-2:-1]])


def shaken(curve, random, amount):
    """The curve with a slow tremble of the hand."""
    noise = random.normal(0, 1, curve.shape)
    kernel = np.hanning(17) / np.hanning(17).sum()
    noise = np.stack([np.convolve(noise[:, k], kernel, "same") for k in range(2)], axis=1)
    return curve + noise * amount


def ink(size, name, random, box, pen, tremble=0.02, slant=0.0, turn=0.0, pressure=0.2):
    """How much ink lies on each pixel, [height, width], 0...1.

    `box` is (left, top, width, height) of the digit and `pen` its thickness, all in pixels.
    """
    over = 4 if max(size) < 400 else 2
    width, height = size
    sheet = Image.new("L", (width * over, height * over), 0)
    draw = ImageDraw.Draw(sheet)
    left, top, box_width, box_height = box
    for points in STROKES[name]:
        points = [(x + random.normal(0, .012), y + random.normal(0, .012)) for x, y in points]
        curve = shaken(smooth(points), random, tremble) - 0.5
        curve = curve @ np.array([[1, 0], [-slant, 1]])
        c, s = np.cos(turn), np.sin(turn)
        curve = curve @ np.array([[c, s], [-s, c]]) + 0.5
        place = curve * [box_width, box_height] + [left, top]
        press = 1 + pressure * np.sin(np.linspace(0.3, 2.8 * np.pi, len(place)) + random.uniform(0, 6))
        dense = np.vstack([np.linspace(a, b, 8, endpoint=False) for a, b in zip(place, place[1:])])
        widths = np.repeat(press[:-1], 8) * pen / 2
        for (x, y), r in zip(dense * over, widths * over):
            draw.ellipse((x - r, y - r, x + r, y + r), fill=255)
    return np.asarray(sheet.resize(size, Image.BOX), dtype=float) / 255


def paper(size, random, color, light=(1.0, 0.72), grain=2.0, corner=(0.15, 0.1)):
    """A sheet lit from one corner, [height, width, 3]."""
    width, height = size
    y, x = np.mgrid[0:height, 0:width]
    far = np.hypot(x / width - corner[0], y / height - corner[1]) / 1.25
    shade = light[0] + (light[1] - light[0]) * np.clip(far, 0, 1)
    rough = np.asarray(Image.fromarray(
        (random.normal(0, 1, (height, width)) * 40 + 128).clip(0, 255).astype(np.uint8)
    ).filter(ImageFilter.GaussianBlur(1)), dtype=float) - 128
    return np.array(color, float) * shade[..., None] + (rough * grain / 20)[..., None]


def written(background, amount, color):
    """Ink of a colour on a background."""
    mixed = background * (1 - amount[..., None]) + np.array(color, float) * amount[..., None]
    return Image.fromarray(mixed.clip(0, 255).round().astype(np.uint8))


def save(picture, name, **options):
    picture.save(os.path.join(FOLDER, name), optimize=True, **options)


def main():
    os.makedirs(FOLDER, exist_ok=True)
    random = np.random.default_rng(20261123)
    cream, white = (244, 238, 224), (250, 250, 248)

    def pen_on_paper(digit, name, size, box, pen, color, sheet=white, light=(1.0, 0.8), blur=0.6, **hand):
        amount = ink(size, digit, random, box, pen, **hand)
        page = written(paper(size, random, sheet, light), amount * 0.93, color)
        save(page.filter(ImageFilter.GaussianBlur(blur)), name, **({"quality": 85} if name.endswith("jpg") else {}))

    def small(digit, name, pen=2.3, **hand):
        amount = ink((28, 28), digit, random, (6, 4, 16, 20), pen, **hand)
        save(Image.fromarray((amount * 255).round().astype(np.uint8)), name)

    small("0", "0-small-white-on-black.png", slant=.12)
    pen_on_paper("1 with foot", "1-pencil.png", (120, 160), (28, 26, 64, 108), 3.4, (86, 86, 92), light=(0.98, 0.86), tremble=.015)
    pen_on_paper("2", "2-uneven-light.jpg", (480, 480), (150, 110, 190, 260), 15, (34, 32, 40), cream, (1.0, 0.45), turn=-.06)
    pen_on_paper("3", "3-blue-pen.png", (200, 200), (60, 40, 84, 120), 6, (28, 58, 168), slant=.18)
    pen_on_paper("4", "4-photo-off-centre.jpg", (1200, 900), (700, 130, 250, 380), 24, (30, 30, 34), cream, (1.0, 0.55), blur=1.4, turn=.08)
    pen_on_paper("5", "5-red-marker.png", (240, 240), (66, 40, 110, 155), 17, (198, 36, 40), turn=.05)

    amount = ink((160, 200), "6", random, (30, 25, 105, 150), 9, slant=.08)
    clear = np.zeros((200, 160, 4))
    clear[..., :3] = (20, 20, 24)
    clear[..., 3] = amount * 255
    save(Image.fromarray(clear.round().astype(np.uint8)), "6-transparent.png")

    pen_on_paper("7 crossed", "7-crossed-green-pen.jpg", (320, 400), (80, 70, 160, 250), 10, (22, 118, 62), light=(1.0, 0.7))
    board = np.full((260, 260, 3), (38, 44, 42), float) + random.normal(0, 3, (260, 260, 1))
    dust = np.clip(ink((260, 260), "8", random, (68, 36, 120, 185), 14) * random.uniform(.72, 1.0, (260, 260)), 0, 1)
    save(written(board, dust, (236, 236, 228)).filter(ImageFilter.GaussianBlur(.7)), "8-chalk-on-blackboard.jpg", quality=85)

    small("9", "9-small-black-on-white.png", slant=.15, turn=-.04)
    dark = Image.open(os.path.join(FOLDER, "9-small-black-on-white.png"))
    save(dark.point(lambda v: 255 - v), "9-small-black-on-white.png")

    big = ink((1600, 1200), "7", random, (520, 260, 480, 700), 34, tremble=.015, turn=-.05)
    save(written(paper((1600, 1200), random, white, (1.0, 0.62)), big * .9, (40, 44, 120)).filter(
        ImageFilter.GaussianBlur(1.5)), "7-large-photo.jpg", quality=80)
    pen_on_paper("1", "1-thick-marker-tiny-in-corner.png", (300, 300), (30, 40, 60, 90), 9, (20, 20, 20), light=(1.0, 0.9))
    pen_on_paper("0", "0-wobbly-ballpoint.png", (140, 140), (36, 28, 68, 86), 3.2, (30, 34, 60), cream, (1.0, 0.85), tremble=.06)
    amount = ink((64, 64), "2", random, (16, 9, 32, 46), 4.5, slant=.1)
    save(Image.fromarray((amount * 255).round().astype(np.uint8)), "2-white-on-black.png")


def page(random, size, amount, color, sheet=(246, 245, 240), depth=.93, grain=1.0):
    light = (1.0, random.uniform(.75, 1.0))
    background = paper(size, random, sheet, light, grain, (random.uniform(0, 1), random.uniform(0, 1)))
    return background * (1 - amount[..., None] * depth) + np.array(color, float) * amount[..., None] * depth


def luma(color):
    return .299 * color[0] + .587 * color[1] + .114 * color[2]


def lines(size, random, step, across=True, down=False):
    """Rules of a printed sheet, somewhat turned, [height, width], 0...1."""
    width, height = size
    over = 4
    sheet = Image.new("L", (width * over, height * over), 0)
    draw = ImageDraw.Draw(sheet)
    slope, start = random.uniform(-.02, .02), random.uniform(0, step)
    thick = max(int(over * random.uniform(.8, 1.8)), 1)
    for at in np.arange(start - height, 2 * max(size), step) * over:
        if across:
            draw.line((0, at, width * over, at + slope * width * over), fill=255, width=thick)
        if down:
            draw.line((at, 0, at - slope * height * over, height * over), fill=255, width=thick)
    return np.asarray(sheet.resize(size, Image.BOX), dtype=float) / 255


def variant(kind, name, random):
    """One picture of a kind, [height, width, 3]."""
    size = (int(random.integers(160, 420)), int(random.integers(160, 420)))
    short = min(size)
    height = short * random.uniform(.35, .6)
    width = height * random.uniform(.55, .8)
    left, top = ((size[0] - width) * random.uniform(.3, .7), (size[1] - height) * random.uniform(.3, .7))
    pen = height * random.uniform(.05, .12)
    hand = dict(tremble=.015, slant=random.uniform(-.05, .2), turn=random.uniform(-.12, .12))
    dark = tuple(random.integers(10, 90, 3))
    amount = ink(size, name, random, (left, top, width, height), pen, **hand)
    if kind == "box":
        frame = Image.new("L", (size[0] * 4, size[1] * 4), 0)
        gap = height * random.uniform(.12, .3)
        a, b, c, d = (v * 4 for v in (left - gap, top - gap, left + width + gap, top + height + gap))
        shake = lambda: random.uniform(-.02, .02) * height * 4
        corners = [(a + shake(), b + shake()), (c + shake(), b + shake()), (c + shake(), d + shake()), (a + shake(), d + shake())]
        ImageDraw.Draw(frame).line(corners + corners[:2], fill=255, width=max(int(pen * 4 * random.uniform(.3, 1)), 4))
        amount = np.maximum(amount, np.asarray(frame.resize(size, Image.BOX), dtype=float) / 255)
        return page(random, size, amount, dark)
    if kind in ("squared", "ruled"):
        rules = lines(size, random, height / random.uniform(1.2, 5), True, kind == "squared")
        color = np.array((random.integers(120, 190), random.integers(160, 205), 225), float)
        under = page(random, size, rules, color, depth=.9)
        return under * (1 - amount[..., None] * .93) + np.array(dark, float) * amount[..., None] * .93
    if kind == "dotted":
        y, x = np.mgrid[0:size[1], 0:size[0]]
        step = max(pen * random.uniform(1.5, 2.1), 5)
        dots = ((x % step - step / 2) ** 2 + (y % step - step / 2) ** 2 < (step * .36) ** 2).astype(float)
        wide = ink(size, name, random, (left, top, width, height), max(pen, step * 1.1), **hand)
        return page(random, size, dots * (wide > .5), dark)
    if kind == "equal":
        a = np.array(random.integers(40, 215, 3), float)
        while True:
            b = np.array(random.integers(20, 235, 3), float)
            b[1] = np.clip(b[1] + (luma(a) - luma(b)) / .587, 0, 255)
            if abs(luma(a) - luma(b)) < 2 and np.abs(a - b).max() > 90:
                return page(random, size, amount, b, tuple(a), depth=1.0, grain=.3)
    if kind == "faint":
        level = random.integers(120, 246)
        sheet = np.full((size[1], size[0], 3), float(level))
        return sheet - 10 * amount[..., None] + random.normal(0, random.uniform(0, .8), (size[1], size[0], 1))
    sheet = page(random, size, amount, dark)  # on a desk
    canvas = (int(size[0] * random.uniform(1.2, 1.9)), int(size[1] * random.uniform(1.2, 1.9)))
    desk = paper(canvas, random, tuple(random.integers(20, 100, 3)), (1.0, .7), 2.0)
    turned = Image.fromarray(sheet.clip(0, 255).astype(np.uint8)).convert("RGBA").rotate(
        random.uniform(-12, 12), expand=True, resample=Image.BICUBIC)
    board = Image.fromarray(desk.clip(0, 255).astype(np.uint8))
    place = [int(random.uniform(min(0, c - t), max(0, c - t))) for c, t in zip(canvas, turned.size)]
    board.paste(turned, place, turned)
    return np.asarray(board, dtype=float)


KINDS = ["desk", "box", "squared", "ruled", "dotted", "equal", "faint"]


def variants(folder, count, seed):
    os.makedirs(folder, exist_ok=True)
    for kind in KINDS:
        for number in range(count):
            random = np.random.default_rng([seed, KINDS.index(kind), number])
            name = list(STROKES)[number % len(STROKES)]
            picture = Image.fromarray(variant(kind, name, random).clip(0, 255).round().astype(np.uint8))
            if kind != "faint":
                picture = picture.filter(ImageFilter.GaussianBlur(random.uniform(.3, .8)))
            picture.save(os.path.join(folder, f"{name[0]}-{kind}-{number}.png"))


parser = argparse.ArgumentParser()
parser.add_argument("--variants", help="folder for random pictures of harder kinds, in place of the samples")
parser.add_argument("--count", type=int, default=20, help="pictures of each kind")
parser.add_argument("--seed", type=int, default=1)
options = parser.parse_args()
if options.variants:
    variants(options.variants, options.count, options.seed)
else:
    main()
