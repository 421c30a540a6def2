using McpGateway.Foundation;

namespace McpGateway.Core.Discovery.Embeddings.Bert;

/// <summary>A sentence-transformers model of the BERT family from a local directory. Read when it is first needed, then kept.</summary>
internal sealed class LocalModelProvider(string directory) : IEmbeddingProvider
{
    private readonly Lazy<Task<BertEncoder>> _encoder = new(() => Task.Run(() => BertEncoder.Read(directory)));

    public string Model { get; } = $"local/{Path.GetFileName(directory.TrimEnd('/', '\\'))}";

    public int BatchSize => 32;

    public async Task<Result<IReadOnlyList<float[]>>> EmbedAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        try
        {
            var encoder = await _encoder.Value.WaitAsync(cancellationToken);
            if (texts.Count == 1)
            {
                return new[] { encoder.Encode(texts[0]) };
            }

            return await Task.Run(() => EncodeAll(encoder, texts, cancellationToken), cancellationToken);
        }
        catch (Exception failure) when (failure is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return new Error(ErrorKind.Unavailable, failure.Message);
        }
    }

    /// <summary>Half of the processors at most: the catalogue is embedded beside live traffic.</summary>
    private static float[][] EncodeAll(BertEncoder encoder, IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        var vectors = new float[texts.Count][];
        var limits = new ParallelOptions
        {
            MaxDegreeOfParallelism = Math.Max(1, Environment.ProcessorCount / 2),
            CancellationToken = cancellationToken,
        };
        Parallel.For(0, texts.Count, limits, i => vectors[i] = encoder.Encode(texts[i]));
        return vectors;
    }
}
