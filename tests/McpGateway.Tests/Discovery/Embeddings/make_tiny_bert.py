#!/usr/bin/env python3
"""Makes tiny-bert/: a random BERT checkpoint in the real format, and what an independent, straightforward implementation makes of some texts.
Standard library only. Deterministic: running it again changes nothing."""
import json
import math
import os
import random
import struct
import unicodedata

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "tiny-bert")
HIDDEN, LAYERS, HEADS, INNER, POSITIONS = 24, 2, 3, 48, 24
VOCABULARY = (
    "[PAD] [UNK] [CLS] [SEP] [MASK] the a an current time in tokyo weather get ##s ##ing ##ed send email to file list issue create hub git ##hub "
    "what is it ? . , ! - _ : ' ( ) for of and cafe resume search tool ##tool re ##pos ##itor ##y un ##known 東 京 1 2 ##3 ##4 translat ##e"
).split()
TEXTS = [
    "What is the current time in Tokyo?",
    "Send email",
    "create_issue: GitHub",
    "Café résumé, searching tools!",
    "repository unknown 123 1234",
    "東京 weather",
    "zzz ??? the",
    "",
    "the time of the tool and the email to the file for the list of the issue in the hub and the cafe and it is the time",
]

random.seed(20251121)
tensors = {}


def tensor(name, *shape, scale=0.5, around=0.0):
    count = math.prod(shape)
    # As float32, so that both sides start from the same numbers.
    values = [struct.unpack("<f", struct.pack("<f", around + random.gauss(0, scale)))[0] for _ in range(count)]
    tensors[name] = (shape, values)


tensor("embeddings.word_embeddings.weight", len(VOCABULARY), HIDDEN)
tensor("embeddings.position_embeddings.weight", POSITIONS, HIDDEN, scale=0.2)
tensor("embeddings.token_type_embeddings.weight", 2, HIDDEN, scale=0.2)


def norm(name):
    tensor(name + ".weight", HIDDEN, scale=0.1, around=1.0)
    tensor(name + ".bias", HIDDEN, scale=0.1)


def dense(name, inputs, outputs):
    tensor(name + ".weight", outputs, inputs, scale=1 / math.sqrt(inputs))
    tensor(name + ".bias", outputs, scale=0.1)


norm("embeddings.LayerNorm")
for i in range(LAYERS):
    p = f"encoder.layer.{i}."
    for part in ("query", "key", "value"):
        dense(p + "attention.self." + part, HIDDEN, HIDDEN)
    dense(p + "attention.output.dense", HIDDEN, HIDDEN)
    norm(p + "attention.output.LayerNorm")
    dense(p + "intermediate.dense", HIDDEN, INNER)
    dense(p + "output.dense", INNER, HIDDEN)
    norm(p + "output.LayerNorm")


def tokenize(text):
    text = "".join(c for c in unicodedata.normalize("NFD", text.lower()) if unicodedata.category(c) != "Mn")
    words, word = [], ""
    for c in text:
        code = ord(c)
        ascii_mark = 33 <= code <= 47 or 58 <= code <= 64 or 91 <= code <= 96 or 123 <= code <= 126
        alone = ascii_mark or unicodedata.category(c).startswith("P") or 0x4E00 <= code <= 0x9FFF
        if (alone or c.isspace()) and word:
            words.append(word)
            word = ""
        if alone:
            words.append(c)
        elif not c.isspace():
            word += c
    if word:
        words.append(word)
    ids = []
    for word in words:
        pieces, start = [], 0
        while start < len(word):
            end = len(word)
            while end > start and ("##" if start else "") + word[start:end] not in VOCABULARY:
                end -= 1
            if end == start:
                pieces = ["[UNK]"]
                break
            pieces.append(("##" if start else "") + word[start:end])
            start = end
        ids += [VOCABULARY.index(piece) for piece in pieces]
    return [VOCABULARY.index("[CLS]")] + ids[: POSITIONS - 2] + [VOCABULARY.index("[SEP]")]


def row(name, i):
    shape, values = tensors[name]
    return values[i * shape[1]:(i + 1) * shape[1]]


def linear(name, x):
    (outputs, _), _values = tensors[name + ".weight"]
    bias = tensors[name + ".bias"][1]
    return [[bias[o] + sum(a * b for a, b in zip(v, row(name + ".weight", o))) for o in range(outputs)] for v in x]


def layer_norm(name, x):
    weight, bias = tensors[name + ".weight"][1], tensors[name + ".bias"][1]
    out = []
    for v in x:
        mean = sum(v) / len(v)
        deviation = math.sqrt(sum((a - mean) ** 2 for a in v) / len(v) + 1e-12)
        out.append([(a - mean) / deviation * w + b for a, w, b in zip(v, weight, bias)])
    return out


def add(x, y):
    return [[a + b for a, b in zip(v, w)] for v, w in zip(x, y)]


def attention(p, x):
    q, k, v = (linear(p + "attention.self." + part, x) for part in ("query", "key", "value"))
    size = HIDDEN // HEADS
    out = [[] for _ in x]
    for h in range(HEADS):
        cut = slice(h * size, (h + 1) * size)
        for t, vector in enumerate(q):
            scores = [sum(a * b for a, b in zip(vector[cut], other[cut])) / math.sqrt(size) for other in k]
            top = max(scores)
            weights = [math.exp(s - top) for s in scores]
            total = sum(weights)
            out[t] += [sum(w / total * other[cut][d] for w, other in zip(weights, v)) for d in range(size)]
    return out


def encode(text):
    x = [
        [a + b + c for a, b, c in zip(
            row("embeddings.word_embeddings.weight", token), row("embeddings.position_embeddings.weight", t),
            row("embeddings.token_type_embeddings.weight", 0))]
        for t, token in enumerate(tokenize(text))
    ]
    x = layer_norm("embeddings.LayerNorm", x)
    for i in range(LAYERS):
        p = f"encoder.layer.{i}."
        x = layer_norm(p + "attention.output.LayerNorm", add(x, linear(p + "attention.output.dense", attention(p, x))))
        inner = [[0.5 * a * (1 + math.erf(a / math.sqrt(2))) for a in v] for v in linear(p + "intermediate.dense", x)]
        x = layer_norm(p + "output.LayerNorm", add(x, linear(p + "output.dense", inner)))
    mean = [sum(column) / len(x) for column in zip(*x)]
    length = math.sqrt(sum(a * a for a in mean))
    return [a / length for a in mean]


def write(name, text):
    with open(os.path.join(HERE, name), "w", encoding="utf-8", newline="\n") as f:
        f.write(text)


header, data = {"__metadata__": {"format": "pt"}}, b""
for name, (shape, values) in tensors.items():
    packed = struct.pack(f"<{len(values)}f", *values)
    header[name] = {"dtype": "F32", "shape": list(shape), "data_offsets": [len(data), len(data) + len(packed)]}
    data += packed
packed_header = json.dumps(header, separators=(",", ":")).encode()
packed_header += b" " * (-len(packed_header) % 8)
os.makedirs(HERE, exist_ok=True)
with open(os.path.join(HERE, "model.safetensors"), "wb") as f:
    f.write(struct.pack("<Q", len(packed_header)) + packed_header + data)
write("vocab.txt", "\n".join(VOCABULARY) + "\n")
write("config.json", json.dumps({
    "model_type": "bert", "hidden_act": "gelu", "hidden_size": HIDDEN, "num_hidden_layers": LAYERS, "num_attention_heads": HEADS,
    "intermediate_size": INNER, "max_position_embeddings": POSITIONS, "type_vocab_size": 2, "vocab_size": len(VOCABULARY), "layer_norm_eps": 1e-12,
}, indent=2) + "\n")
write("reference.json", json.dumps(
    [{"text": text, "ids": tokenize(text), "vector": [round(a, 7) for a in encode(text)]} for text in TEXTS], ensure_ascii=False, indent=1) + "\n")
