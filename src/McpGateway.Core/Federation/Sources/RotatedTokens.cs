using McpGateway.Foundation;
using McpGateway.Foundation.Documents;

namespace McpGateway.Core.Federation.Sources;

/// <summary>Keeps the refresh tokens that sources' authorization servers gave in the place of those that were stated.</summary>
internal sealed partial class RotatedTokens(
    FederationRepository repository, DocumentStore documents, TimeProvider time, ILogger<RotatedTokens> logger)
{
    /// <param name="source">What the source is, without secrets.</param>
    /// <param name="of">Hash of the credentials as stated.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Null when none was given for these credentials.</returns>
    public async Task<string?> FindAsync(string source, string of, CancellationToken cancellationToken) =>
        await repository.FindTokenAsync(source, cancellationToken) is { } known && known.Value.Of == of ? known.Value.RefreshToken : null;

    public async Task StoreAsync(string source, string of, string token, CancellationToken cancellationToken)
    {
        var stored = await OptimisticCommit.RunAsync<bool>(
            documents,
            async cancelled => new PendingWrite<bool>(
                new DocumentBatch().Put(
                    FederationRepository.Tokens, source, new() { Of = of, RefreshToken = token, RotatedAt = time.GetUtcNow() },
                    (await repository.FindTokenAsync(source, cancelled))?.Version ?? DocumentBatch.Absent),
                true),
            cancellationToken);
        if (!stored.IsSuccess)
        {
            LogNotStored(stored.Error.Kind);
        }
    }

    [LoggerMessage(
        EventId = 14008, Level = LogLevel.Error,
        Message = "A source's refresh token was exchanged and the new one could not be stored ({Reason}): it is lost at a restart.")]
    private partial void LogNotStored(ErrorKind reason);
}
