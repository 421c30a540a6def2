using McpGateway.Core.Discovery.Embeddings;
using McpGateway.Foundation;

namespace McpGateway.Tests.Discovery.Embeddings;

/// <summary>Understands two topics, and can be away.</summary>
internal sealed class FakeProvider(string model = "fake/one") : IEmbeddingProvider
{
    private int _texts;

    public string Model => model;

    public int BatchSize => 2;

    public bool IsAway { get; set; }

    public int Texts => Volatile.Read(ref _texts);

    public Task<Result<IReadOnlyList<float[]>>> EmbedAsync(
        IReadOnlyList<string> texts, TextRole role, CancellationToken cancellationToken)
    {
        if (IsAway)
        {
            return Task.FromResult<Result<IReadOnlyList<float[]>>>(new Error(ErrorKind.Unavailable, "away"));
        }

        Interlocked.Add(ref _texts, texts.Count);
        return Task.FromResult<Result<IReadOnlyList<float[]>>>(texts.Select(Vector).ToArray());
    }

    private static float[] Vector(string text) =>
    [
        text.Contains("time", StringComparison.OrdinalIgnoreCase) || text.Contains("o'clock", StringComparison.Ordinal) ? 1 : 0.01f,
        text.Contains("mail", StringComparison.OrdinalIgnoreCase) || text.Contains("postman", StringComparison.Ordinal) ? 1 : 0.01f,
        0.1f,
    ];
}
