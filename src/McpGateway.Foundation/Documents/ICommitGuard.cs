namespace McpGateway.Foundation.Documents;

/// <summary>Port: refuses commits after which the product would be in a state that no operation may lead to, whatever route asks for it.</summary>
public interface ICommitGuard
{
    /// <summary>Whether the batch touches anything that this guard looks after. Asked of every commit.</summary>
    bool Concerns(DocumentBatch batch);

    /// <returns>Why the batch must not be committed; null when it may.</returns>
    Task<Error?> FindRefusalAsync(DocumentBatch batch, CancellationToken cancellationToken);
}
