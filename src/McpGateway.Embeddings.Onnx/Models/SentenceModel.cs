using System.Numerics.Tensors;
using McpGateway.Embeddings.Onnx.Tokenization;
using Microsoft.ML.OnnxRuntime;

namespace McpGateway.Embeddings.Onnx.Models;

/// <summary>
/// A model that is loaded. Any number of threads may use it, each runs on its own; it takes no threads of the runtime's. Dispose it when
/// nobody uses it any more: the weights are native memory.
/// </summary>
internal sealed class SentenceModel : IDisposable
{
    private readonly ModelFolder _folder;
    private readonly ITextTokenizer _tokenizer;
    private readonly InferenceSession _session;
    private readonly string _output;

    private SentenceModel(ModelFolder folder, ITextTokenizer tokenizer, InferenceSession session)
    {
        (_folder, _tokenizer, _session) = (folder, tokenizer, session);
        var output = session.OutputMetadata.FirstOrDefault(static item => item.Key is "sentence_embedding").Key
            ?? session.OutputMetadata.FirstOrDefault(static item => item.Value.Dimensions.Length == 3).Key;
        _output = output ?? throw new InvalidDataException($"{folder.File} is no sentence encoder: it has no output of three dimensions.");
        Dimensions = session.OutputMetadata[_output].Dimensions[^1];
    }

    /// <summary>Length of its vectors; -1 when the file does not say.</summary>
    public int Dimensions { get; }

    /// <exception cref="InvalidDataException">The folder holds no model that can be run.</exception>
    public static SentenceModel Load(string directory)
    {
        var folder = ModelFolder.Read(directory);
        var tokenizer = TokenizerFiles.Read(directory);
        using var call = NativeCalls.Enter();
        RuntimeTelemetry.TurnOff();
        using var options = new SessionOptions
        {
            // A text is computed by who asks, on its thread: the data plane keeps its cores.
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,

            // Memory for one text is given back after it; an arena would keep what the longest text needed.
            EnableCpuMemArena = false,
            EnableMemoryPattern = false,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        InferenceSession? session = null;
        try
        {
            session = new InferenceSession(folder.File, options);
            var model = new SentenceModel(folder, tokenizer, session);
            NativeHeap.Trim();
            return model;
        }
        catch (OnnxRuntimeException failure)
        {
            throw new InvalidDataException($"{folder.File} cannot be read by ONNX Runtime: {failure.Message}", failure);
        }
        catch
        {
            session?.Dispose();
            throw;
        }
    }

    /// <returns>A unit vector.</returns>
    /// <exception cref="InvalidDataException">The model refuses its input: vocabulary and weights do not belong together.</exception>
    public float[] Encode(string text, bool isQuery) => Encode([text], isQuery)[0];

    /// <summary>Several texts in one call. Shorter ones are filled up to the longest, so they should be of about one length.</summary>
    /// <returns>A unit vector for each.</returns>
    /// <exception cref="InvalidDataException">The model refuses its input: vocabulary and weights do not belong together.</exception>
    public float[][] Encode(IReadOnlyList<string> texts, bool isQuery)
    {
        var prefix = isQuery ? _folder.QueryPrefix : _folder.DocumentPrefix;
        var ids = texts.Select(text => _tokenizer.Encode(prefix + text, _folder.MaxTokens)).ToArray();
        var length = ids.Max(static text => text.Count);
        var shape = new long[] { ids.Length, length };
        using var call = NativeCalls.Enter();
        var inputs = new Dictionary<string, OrtValue>(StringComparer.Ordinal);
        try
        {
            foreach (var name in _session.InputMetadata.Keys)
            {
                inputs[name] = OrtValue.CreateTensorValueFromMemory(Input(name, ids, length), shape);
            }

            using var run = new RunOptions();
            using var outputs = _session.Run(run, inputs, [_output]);
            var values = outputs[0].GetTensorDataAsSpan<float>();
            var size = (int)outputs[0].GetTensorTypeAndShape().Shape[^1];
            var each = values.Length / ids.Length;
            var vectors = new float[ids.Length][];
            for (var text = 0; text < vectors.Length; text++)
            {
                // What fills a text up is no part of it; an output that is pooled already has one piece a text.
                vectors[text] = Pool(values.Slice(text * each, Math.Min(each, ids[text].Count * size)), size);
            }

            return vectors;
        }
        catch (OnnxRuntimeException failure)
        {
            throw new InvalidDataException($"{_folder.File} does not take what its tokenizer makes: {failure.Message}", failure);
        }
        finally
        {
            foreach (var input in inputs.Values)
            {
                input.Dispose();
            }
        }
    }

    public void Dispose()
    {
        _session.Dispose();
        NativeHeap.Trim();
    }

    private static long[] Input(string name, IReadOnlyList<int>[] ids, int length)
    {
        var values = new long[ids.Length * length];
        for (var text = 0; text < ids.Length; text++)
        {
            for (var i = 0; i < ids[text].Count; i++)
            {
                values[(text * length) + i] = name switch
                {
                    "input_ids" => ids[text][i],
                    "attention_mask" => 1,
                    "position_ids" => i,
                    _ => 0,
                };
            }
        }

        return values;
    }

    private float[] Pool(ReadOnlySpan<float> values, int size)
    {
        var pooled = values[..size].ToArray();
        for (var start = size; start < values.Length && _folder.Pooling != Pooling.First; start += size)
        {
            var piece = values.Slice(start, size);
            if (_folder.Pooling == Pooling.Mean)
            {
                // The length is taken out, so the sum does as well as the mean.
                TensorPrimitives.Add(pooled, piece, pooled);
            }
            else
            {
                TensorPrimitives.Max(pooled, piece, pooled);
            }
        }

        TensorPrimitives.Divide(pooled, Math.Max(TensorPrimitives.Norm<float>(pooled), 1e-12f), pooled);
        return pooled;
    }
}
