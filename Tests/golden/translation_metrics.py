"""Writes what sacreBLEU finds for translations of all kinds: python Tests/golden/translation_metrics.py

Needs sacrebleu, whose version is recorded in the file. The same version gives the same bytes.
"""

import json
import random
from pathlib import Path

import sacrebleu
from sacrebleu.metrics import BLEU, CHRF

TARGET = Path(__file__).resolve().parent.parent / "TextProcessingTests" / "Golden" / "translation-metrics.json"

# Translations, and one good translation or more of each.
ENGLISH = [
    ("The cat sat on the mat.", ["The cat sat on the mat."]),
    ("There is a cat on the mat.", ["The cat is on the mat.", "There's a cat upon the mat."]),
    ("He paid $1,234.56 in 2019-2020, i.e. 3.5% more.",
     ["He paid 1,234.56 dollars in 2019-2020, i.e. 3.5 % more.", "In 2019-2020, he paid $1,234.56 (3.5% more).",
      "he paid more"]),
    ("&quot;Fish &amp; chips&quot; &lt;b&gt; &amp;lt;", ["\"Fish & chips\" <b> &lt;"]),
    ("", ["Nothing was translated here."]),
    ("Wrong from start to end", ["Ganz und gar nichts davon", "Rien"]),
    ("the the the the the the the", ["the cat is on the mat", "there is a cat on the mat"]),
    ("well-known co-\noperation and\nlines <skipped> here", ["well-known cooperation and lines here"]),
    ("don't, can't; it's [sic] {a} ~b~ c_d e/f @g #h", ["don't, can't; it's (sic) {a} ~b~ c_d e/f @g #h"]),
    ("  spaces\tand\u00a0others\u3000 here  ", ["spaces and others here"]),
]
FRENCH = [
    ("J'ai faim.", ["J'ai faim.", "J’ai faim."]),
    ("Où est-il allé ?", ["Où est-il allé ?", "Où est-il allé\u202f?", "Il est allé où ?"]),
    ("« Ça va ? » demanda-t-elle.", ["« Comment ça va ? » demanda-t-elle."]),
    ("L'e\u0301te\u0301 a\u0300 No\u00ebl", ["L'été à Noël"]),
    ("ΟΔΥΣΣΕΥΣ ΣΑΣ Σ İstanbul STRASSE", ["οδυσσευς σας σ i̇stanbul strasse"]),
]
CHINESE = [
    ("我饿了。", ["我饿了。"]),
    ("你今天怎么样？", ["你今天好吗？", "你今天怎么样呢?"]),
    ("汤姆2019年买了3.5公斤iPhone手机,花了1,000元。",
     ["汤姆在2019年花1,000元买了3.5公斤的iPhone手机。", "Tom花了１０００元"]),
    ("“他说”——‘好’…", ["“他說”——‘好’……", "\"他说\" - '好'..."]),
    ("𠀀𠀁 和 ②★☺ ㍿ →", ["𠀀𠀁和②★☺㍿→"]),
    ("", ["什么都没有"]),
    ("完全不同", ["毫无关系的话"]),
    ("  .5 元 ,, 1.2.3", [".5元,,1.2.3"]),
]
WORDS = ("the a cat dog Tom 's eats 3.14 1,000 5-6 ... - -- ? ! , . : ; ( ) \" ' &amp; e.g. été Straße 我 你好 中文。 。 ， "
         "“ ” ！ ２ 𠀀 ☺ hello-world x.y .5 5. a, ,b").split(" ")


def made_up(seed, count):
    """Pairs of similar lines of words that the tokenisers cut differently, with one to three references."""
    source = random.Random(seed)
    pairs = []
    for _ in range(count):
        line = [source.choice(WORDS) for _ in range(source.randint(0, 12))]

        def changed():
            return source.choice(["", " ", " "]).join(
                word if source.random() < 0.8 else source.choice(WORDS) for word in line)

        pairs.append((changed(), [changed() for _ in range(source.randint(1, 3))]))
    return pairs


def padded(pairs):
    """The references as sacreBLEU wants them: a list for each reference, None where a segment has fewer."""
    most = max(len(references) for _, references in pairs)
    return [[refs[i] if i < len(refs) else None for _, refs in pairs] for i in range(most)]


def corpus_case(name, pairs, tokenize, lowercase=False, order=4, smooth="exp"):
    bleu = BLEU(tokenize=tokenize, lowercase=lowercase, max_ngram_order=order, smooth_method=smooth, force=True)
    chrf = CHRF(lowercase=lowercase)
    hypotheses, references = [hypothesis for hypothesis, _ in pairs], padded(pairs)
    score = bleu.corpus_score(hypotheses, references)
    chrf_score = chrf.corpus_score(hypotheses, references)
    return {
        "name": name, "tokenization": tokenize, "lowercase": lowercase, "order": order, "smoothing": smooth,
        "hypotheses": hypotheses, "references": [refs for _, refs in pairs],
        "bleu": score.score, "precisions": score.precisions, "matches": score.counts, "totals": score.totals,
        "brevityPenalty": score.bp, "hypothesisLength": score.sys_len, "referenceLength": score.ref_len,
        "line": score.format(), "signature": str(bleu.get_signature()),
        "chrf": chrf_score.score, "chrfLine": chrf_score.format(), "chrfSignature": str(chrf.get_signature()),
    }


def sentence_case(pair, tokenize, order):
    hypothesis, references = pair
    bleu = BLEU(tokenize=tokenize, max_ngram_order=order, effective_order=True)
    score = bleu.sentence_score(hypothesis, references)
    return {"tokenization": tokenize, "order": order, "hypothesis": hypothesis, "references": references,
            "bleu": score.score, "signature": str(bleu.get_signature())}


def words_case(text, tokenize):
    bleu = BLEU(tokenize=tokenize)
    return {"tokenization": tokenize, "text": text, "words": bleu._preprocess_segment(text).split()}


def main():
    one = [(hypothesis, refs[:1]) for hypothesis, refs in ENGLISH]
    two = [(hypothesis, (refs * 2)[:2]) for hypothesis, refs in ENGLISH]
    everything = ENGLISH + FRENCH + CHINESE
    corpora = [
        corpus_case("one reference", one, "13a"),
        corpus_case("two references", two, "13a"),
        corpus_case("references of varied number", ENGLISH, "13a"),
        corpus_case("French", FRENCH, "13a"),
        corpus_case("lower case", FRENCH + ENGLISH, "13a", lowercase=True),
        corpus_case("Chinese", CHINESE, "zh"),
        corpus_case("Chinese, one reference", [(h, r[:1]) for h, r in CHINESE], "zh"),
        corpus_case("Chinese by 13a", CHINESE, "13a"),
        corpus_case("characters", everything, "char"),
        corpus_case("no tokenisation", everything, "none"),
        corpus_case("identical", [(refs[0], refs[:1]) for _, refs in everything], "13a"),
        corpus_case("no match", [("a b c d e", ["v w x y z"])], "13a"),
        corpus_case("nothing", [("", ["some words"]), ("", [""])], "13a"),
        corpus_case("empty reference", [("some words", [""])], "13a"),
        corpus_case("short", [("yes", ["yes", "yes it is"]), ("no no", ["no no"])], "13a"),
        corpus_case("one order without a match", [("a b c d e f", ["a b x c d y e f"])], "13a"),
        corpus_case("no smoothing", [("a b c d e f", ["a b x c d y e f"])], "13a", smooth="none"),
        corpus_case("unigrams", ENGLISH, "13a", order=1),
        corpus_case("bigrams", ENGLISH, "13a", order=2),
        corpus_case("six words", ENGLISH, "13a", order=6),
    ]
    for tokenize in ("13a", "zh", "char", "none"):
        corpora.append(corpus_case(f"made up, {tokenize}", made_up(7, 60), tokenize))
    sentences = [sentence_case(pair, tokenize, order)
                 for tokenize, pairs in (("13a", ENGLISH + FRENCH), ("zh", CHINESE))
                 for pair in pairs for order in (1, 2, 4)]
    texts = [text for pair in everything + made_up(8, 20) for text in [pair[0], *pair[1]]]
    words = [words_case(text, tokenize) for tokenize in ("13a", "zh") for text in dict.fromkeys(texts)]
    result = {"command": "python Tests/golden/translation_metrics.py", "sacrebleu": sacrebleu.__version__,
              "corpora": corpora, "sentences": sentences, "words": words}
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(json.dumps(result, ensure_ascii=True, separators=(",", ":")) + "\n")
    print(f"{TARGET}: {len(corpora)} corpora, {len(sentences)} sentences, {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main()
