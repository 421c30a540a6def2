namespace McpGateway.Foundation.Documents;

/// <summary>Port: refuses commits that would break a rule over several documents, such as that an administrator must remain.</summary>
public interface ICommitGuard
{
    /// <summary>Whether the batch touches anything that this guard looks after. Asked of every commit.</summary>
    bool Concerns(DocumentBatch batch);

    /// <returns>Why the batch must not be committed; null when it may.</returns>
    Task<Error?> FindRefusalAsync(DocumentBatch batch, CancellationToken cancellationToken);
}
