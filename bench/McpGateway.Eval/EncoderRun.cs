using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;
using McpGateway.Core.Discovery.Embeddings.Bert;

namespace McpGateway.Eval;

/// <summary>
/// How fast the encoder is with a model of the size of all-MiniLM-L6-v2. The weights are made up: they do not change the work.
/// </summary>
internal static class EncoderRun
{
    private const int Hidden = 384;
    private const int Inner = 1536;
    private const int Layers = 6;
    private const int Words = 30_522;

    public static int Run(EvalArguments arguments)
    {
        var texts = EvalSet.Load(Path.Combine(arguments.Directory, "catalog-smithery.json")).Tools
            .Select(tool => tool.Description ?? "").Where(text => text.Length is > 40 and < 400).Take(400).ToArray();
        var directory = Directory.CreateTempSubdirectory("encoder-");
        try
        {
            Write(directory.FullName, texts);
            var started = Stopwatch.GetTimestamp();
            var encoder = BertEncoder.Read(directory.FullName);
            Console.WriteLine($"model read in {Stopwatch.GetElapsedTime(started).TotalMilliseconds:F0} ms");
            encoder.Encode(texts[0]);
            started = Stopwatch.GetTimestamp();
            foreach (var text in texts[..100])
            {
                encoder.Encode(text);
            }

            Console.WriteLine($"one thread: {Stopwatch.GetElapsedTime(started).TotalMilliseconds / 100:F1} ms a text of "
                + $"{texts.Take(100).Average(text => text.Split(' ').Length):F0} words");
            started = Stopwatch.GetTimestamp();
            Parallel.ForEach(texts, text => encoder.Encode(text));
            Console.WriteLine(
                $"{Environment.ProcessorCount} threads: {texts.Length / Stopwatch.GetElapsedTime(started).TotalSeconds:F0} texts a second");
            return 0;
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static void Write(string directory, string[] texts)
    {
        File.WriteAllText(
            Path.Combine(directory, "config.json"),
            $$"""{"model_type":"bert","hidden_act":"gelu","hidden_size":{{Hidden}},"num_hidden_layers":{{Layers}}"""
                + $$""","num_attention_heads":12,"intermediate_size":{{Inner}},"max_position_embeddings":512,"vocab_size":{{Words}}}""");
        var words = texts.SelectMany(text => text.ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            .Distinct();
        File.WriteAllLines(Path.Combine(directory, "vocab.txt"), ["[PAD]", "[UNK]", "[CLS]", "[SEP]", .. words.Take(Words - 4)]);
        var header = new JsonObject();
        var length = 0L;
        foreach (var (name, shape) in Tensors())
        {
            var size = shape.Aggregate(4L, (product, dimension) => product * dimension);
            header[name] = new JsonObject
            {
                ["dtype"] = "F32",
                ["shape"] = new JsonArray([.. shape.Select(dimension => (JsonNode)dimension)]),
                ["data_offsets"] = new JsonArray(length, length + size),
            };
            length += size;
        }

        var packed = Encoding.UTF8.GetBytes(header.ToJsonString());
        using var file = File.Create(Path.Combine(directory, "model.safetensors"));
        file.Write(BitConverter.GetBytes((long)packed.Length));
        file.Write(packed);
        var chunk = MemoryMarshal.AsBytes(Enumerable.Range(0, 1 << 16).Select(i => MathF.Sin(i) * 0.05f).ToArray().AsSpan()).ToArray();
        for (var written = 0L; written < length; written += chunk.Length)
        {
            file.Write(chunk.AsSpan(0, (int)Math.Min(chunk.Length, length - written)));
        }
    }

    private static IEnumerable<(string Name, int[] Shape)> Tensors()
    {
        yield return ("embeddings.word_embeddings.weight", [Words, Hidden]);
        yield return ("embeddings.position_embeddings.weight", [512, Hidden]);
        yield return ("embeddings.token_type_embeddings.weight", [2, Hidden]);
        foreach (var tensor in Pair("embeddings.LayerNorm", Hidden))
        {
            yield return tensor;
        }

        (string Part, int[] Shape)[] parts =
        [
            ("attention.self.query", [Hidden, Hidden]), (
                "attention.self.key", [Hidden, Hidden]), ("attention.self.value", [Hidden, Hidden]),
            ("attention.output.dense", [Hidden, Hidden]), ("attention.output.LayerNorm", [Hidden]), ("intermediate.dense", [Inner, Hidden]),
            ("output.dense", [Hidden, Inner]), ("output.LayerNorm", [Hidden]),
        ];
        foreach (var tensor in Enumerable.Range(0, Layers).SelectMany(
            layer => parts.SelectMany(part => Pair($"encoder.layer.{layer}.{part.Part}", part.Shape))))
        {
            yield return tensor;
        }
    }

    private static IEnumerable<(string Name, int[] Shape)> Pair(string name, params int[] shape) =>
        [(name + ".weight", shape), (name + ".bias", [shape[0]])];
}
