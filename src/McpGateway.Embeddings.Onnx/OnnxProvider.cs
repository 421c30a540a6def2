using McpGateway.Core.Discovery.Embeddings;
using McpGateway.Embeddings.Onnx.Models;
using McpGateway.Foundation;
using Microsoft.ML.OnnxRuntime;

namespace McpGateway.Embeddings.Onnx;

/// <summary>
/// A sentence model in this process. The catalogue is embedded on one thread that gives way to others; queries are embedded a few at a
/// time, and one that would wait is told so instead.
/// </summary>
internal sealed class OnnxProvider : IEmbeddingProvider, IDisposable
{
    /// <summary>So long a query waits for its turn.</summary>
    private static readonly TimeSpan QueuePatience = TimeSpan.FromMilliseconds(30);

    /// <summary>So long a query waits for the model to be loaded: longer than that takes on a machine that has time.</summary>
    private static readonly TimeSpan LoadPatience = TimeSpan.FromMilliseconds(250);

    private readonly LocalModel _stated;
    private readonly TimeProvider _time;
    private readonly LoadedModel _model;
    private readonly SemaphoreSlim _queries = new(Math.Max(1, Environment.ProcessorCount / 2));

    public OnnxProvider(LocalModel model, TimeProvider time)
    {
        (_stated, _time) = (model, time);
        _model = new(() => SentenceModel.Load(Directory), time);
    }

    /// <summary>After so long without use the model's memory is given back.</summary>
    public static TimeSpan IdleTime => LoadedModel.IdleTime;

    public bool IsLoaded => _model.IsLoaded;

    public string Model => $"onnx/{_stated.Name}";

    public int BatchSize => 16;

    private string Directory =>
        _stated.Directories.FirstOrDefault(static directory => ModelFolder.FileIn(directory) is not null) ?? _stated.Directories[0];

    public async Task<Result<IReadOnlyList<float[]>>> EmbedAsync(
        IReadOnlyList<string> texts, TextRole role, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(texts);
        try
        {
            return role == TextRole.Query
                ? await EmbedQueriesAsync(texts, cancellationToken)
                : await EmbedDocumentsAsync(texts, cancellationToken);
        }
        catch (Exception failure) when (failure is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return new Error(ErrorKind.Failed, failure.Message.TrimEnd('.'));
        }
        catch (Exception failure) when (failure is OnnxRuntimeException or ArgumentException or InvalidOperationException)
        {
            // A model that loads and cannot be run: search goes by words.
            return new Error(ErrorKind.Failed, $"the model cannot be run ({failure.Message.TrimEnd('.')})");
        }
        catch (Exception failure) when (failure is DllNotFoundException or EntryPointNotFoundException or TypeInitializationException
            or BadImageFormatException)
        {
            return new Error(ErrorKind.Failed, "ONNX Runtime has no library for this platform");
        }
    }

    public void Dispose()
    {
        _model.Dispose();
        _queries.Dispose();
    }

    private async Task<Result<IReadOnlyList<float[]>>> EmbedQueriesAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        if (!await InTimeAsync(QueuePatience, token => _queries.WaitAsync(token), cancellationToken))
        {
            return new Error(ErrorKind.TooManyRequests, "the model is busy");
        }

        try
        {
            LoadedModel.Lease lease = default;
            if (!await InTimeAsync(
                LoadPatience, async token => lease = await _model.RentAsync(inBackground: false, token), cancellationToken))
            {
                return new Error(ErrorKind.TooManyRequests, "the model is being loaded");
            }

            using (lease)
            {
                // Not on the thread of the request: it may be one that serves connections.
                var model = lease.Model;
                return Checked(model) is { } wrong
                    ? wrong
                    : await Task.Run(() => Encode(model, texts, isQuery: true, cancellationToken), cancellationToken);
            }
        }
        finally
        {
            _queries.Release();
        }
    }

    /// <returns>False when the wait took too long.</returns>
    private async Task<bool> InTimeAsync(TimeSpan patience, Func<CancellationToken, Task> wait, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await wait(either.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task<Result<IReadOnlyList<float[]>>> EmbedDocumentsAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        using var lease = await _model.RentAsync(inBackground: true, cancellationToken);
        var model = lease.Model;
        return Checked(model) is { } wrong
            ? wrong
            : await BackgroundThread.RunAsync(() =>
            {
                var vectors = Encode(model, texts, isQuery: false, cancellationToken);
                NativeHeap.Trim();
                return vectors;
            });
    }

    private Error? Checked(SentenceModel model) => _stated.Dimensions > 0 && model.Dimensions > 0 && model.Dimensions != _stated.Dimensions
        ? new(
            ErrorKind.Failed,
            $"{_stated.Name} makes vectors of {model.Dimensions} dimensions, but EMBEDDINGS_MODEL_DIMENSIONS (Discovery:Dimensions) is "
                + $"{_stated.Dimensions}; set it to {model.Dimensions}, or to 0 for the model's own")
        : null;

    private static float[][] Encode(SentenceModel model, IReadOnlyList<string> texts, bool isQuery, CancellationToken cancellationToken)
    {
        var vectors = new float[texts.Count][];
        for (var i = 0; i < vectors.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            vectors[i] = model.Encode(texts[i], isQuery);
        }

        return vectors;
    }
}
