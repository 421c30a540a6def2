namespace McpGateway.Foundation.Documents;

/// <summary>A revocation that is in force in this process and not known to be stored.</summary>
/// <param name="Number">Stays when a part of the writes no longer counts.</param>
/// <param name="Batch">What is to be stored.</param>
/// <param name="IsOnItsWay">Its own commit goes on: nobody else need store it.</param>
internal sealed record UnstoredBatch(long Number, DocumentBatch Batch, bool IsOnItsWay)
{
    /// <summary>What is left when these documents were stored by a later commit.</summary>
    public UnstoredBatch Without(IReadOnlySet<(string Kind, string Key)> documents) =>
        Batch.Writes.Any(write => documents.Contains((write.Kind, write.Key)))
            ? this with { Batch = Batch.With(Batch.Writes.Where(write => !documents.Contains((write.Kind, write.Key)))) }
            : this;
}
