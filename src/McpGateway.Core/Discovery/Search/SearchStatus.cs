using System.Globalization;
using McpGateway.Core.Discovery.Embeddings;
using McpGateway.Foundation;

namespace McpGateway.Core.Discovery.Search;

/// <summary>
/// How search stands: by what it goes, and how far the catalogue is embedded. For administrators, as problems may name files.
/// </summary>
public sealed class SearchStatus
{
    internal static readonly Error AdminsOnly = new(ErrorKind.Forbidden, "Only administrators see how search stands.");

    private readonly VectorStore _store;

    internal SearchStatus(VectorStore store) => _store = store;

    public Result<EmbeddingStatus> Read(Caller caller)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return caller.Permissions.IsAdmin
            ? _store.Status
            : AdminsOnly;
    }

    /// <summary>The status in a sentence.</summary>
    public static string Describe(EmbeddingStatus status)
    {
        ArgumentNullException.ThrowIfNull(status);
        var share = string.Create(CultureInfo.InvariantCulture, $"{status.Embedded} of {status.Total} entries have a vector");
        return status.Phase switch
        {
            EmbeddingPhase.Off => "By words.",
            EmbeddingPhase.Starting => $"By words; {status.Model} is being started.",
            EmbeddingPhase.Embedding when status.Former is { } former =>
                $"By words and {former} until {status.Model} is ready: {share} of that.",
            EmbeddingPhase.Embedding => $"By words and {status.Model}: {share}, the others follow.",
            EmbeddingPhase.Complete => $"By words and {status.Model}: {share}.",
            EmbeddingPhase.Failed when status.Former is { } former =>
                $"By words and {former}. {status.Model} cannot be used: {status.Problem}. {share}; it is tried again.",
            EmbeddingPhase.Failed when status.Failed > 0 && status.Embedded > 0 =>
                $"By words and {status.Model}: {share}. {status.Failed} could not be embedded: {status.Problem}; they are tried again.",
            EmbeddingPhase.Failed => $"By words. {status.Model} cannot be used: {status.Problem}. {share}; it is tried again.",
        };
    }
}
