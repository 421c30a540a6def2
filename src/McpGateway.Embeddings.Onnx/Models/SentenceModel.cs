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
    public float[] Encode(string text, bool isQuery)
    {
        var ids = _tokenizer.Encode((isQuery ? _folder.QueryPrefix : _folder.DocumentPrefix) + text, _folder.MaxTokens);
        var shape = new long[] { 1, ids.Count };
        using var call = NativeCalls.Enter();
        var inputs = new Dictionary<string, OrtValue>(StringComparer.Ordinal);
        try
        {
            foreach (var name in _session.InputMetadata.Keys)
            {
                inputs[name] = OrtValue.CreateTensorValueFromMemory(Input(name, ids), shape);
            }

            using var run = new RunOptions();
            using var outputs = _session.Run(run, inputs, [_output]);
            return Pool(outputs[0].GetTensorDataAsSpan<float>(), outputs[0].GetTensorTypeAndShape().Shape);
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

    private static long[] Input(string name, IReadOnlyList<int> ids)
    {
        var values = new long[ids.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = name switch
            {
                "input_ids" => ids[i],
                "attention_mask" => 1,
                "position_ids" => i,
                _ => 0,
            };
        }

        return values;
    }

    private float[] Pool(ReadOnlySpan<float> values, long[] shape)
    {
        var size = (int)shape[^1];
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
