using System.Diagnostics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using McpGateway.Embeddings.Onnx.Models;

namespace McpGateway.Eval;

/// <summary>
/// What a local model costs: time to load, time a text, memory; and how far it is from another, such as its float original.
/// </summary>
internal static class EncoderRun
{
    private const int Texts = 400;

    public static int Run(EvalArguments arguments)
    {
        var texts = EvalSet.Load(Path.Combine(arguments.Directory, "catalog-smithery.json")).Tools
            .Select(tool => tool.Description ?? "").Where(text => text.Length is > 40 and < 400).Take(Texts).ToArray();
        var before = Resident();
        var started = Stopwatch.GetTimestamp();
        using var model = SentenceModel.Load(arguments.Model);
        var loaded = Stopwatch.GetElapsedTime(started);
        model.Encode("warm up", isQuery: true);
        Write($"{model.Dimensions} dimensions, loaded in {loaded.TotalMilliseconds:F0} ms, first text after "
            + $"{Stopwatch.GetElapsedTime(started).TotalMilliseconds:F0} ms");
        Measure("catalogue", texts, text => model.Encode(text, isQuery: false));
        Measure("queries", [.. texts.Select(text => string.Join(' ', text.Split(' ').Take(8)))], text => model.Encode(text, isQuery: true));
        foreach (var batch in (int[])[4, 8, 16])
        {
            MeasureTogether(model, [.. texts.Select(text => string.Join(' ', text.Split(' ').Take(8)))], batch);
        }

        Write($"resident memory {before} MB before, {Resident()} MB with the model");
        if (arguments.Compare is { } other)
        {
            using var original = SentenceModel.Load(other);
            Measure("original", texts, text => original.Encode(text, isQuery: false));
            var cosines = texts.Select(text => TensorPrimitives.Dot<float>(
                model.Encode(text, isQuery: false), original.Encode(text, isQuery: false))).Order().ToArray();
            Write($"cosine with the original: mean {cosines.Average():F4}, worst {cosines[0]:F4}");
        }

        return 0;
    }

    private static void Measure(string what, string[] texts, Func<string, float[]> encode)
    {
        var times = new List<double>();
        foreach (var text in texts)
        {
            var started = Stopwatch.GetTimestamp();
            encode(text);
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        times.Sort();
        Write($"{what}: {texts.Average(text => text.Split(' ').Length):F0} words a text, {1000 / times.Average():F0} texts a second on one "
            + $"thread, p50 {times[times.Count / 2]:F1} ms, p99 {times[times.Count * 99 / 100]:F1} ms");
    }

    private static void MeasureTogether(SentenceModel model, string[] queries, int batch)
    {
        var started = Stopwatch.GetTimestamp();
        foreach (var texts in queries.Chunk(batch))
        {
            model.Encode(texts, isQuery: true);
        }

        Write($"queries, {batch} together: {queries.Length / Stopwatch.GetElapsedTime(started).TotalSeconds:F0} a second on one thread");
    }

    private static long Resident()
    {
        GC.Collect();
        return Process.GetCurrentProcess().WorkingSet64 / (1024 * 1024);
    }

    private static void Write(DefaultInterpolatedStringHandler line) => Console.WriteLine(line.ToStringAndClear());
}
