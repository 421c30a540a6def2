namespace McpGateway.Foundation.Documents;

/// <summary>
/// Port: hears of the commits of this process, each once. An <see cref="IChangeHandler"/> follows what all replicas commit, and each of
/// them is told; this is for what one of them has to do, such as to tell somebody outside.
/// </summary>
public interface ICommitListener
{
    /// <summary>Asked of every commit before it is stored, while it is known who does it and what it replaces. Only takes note.</summary>
    /// <returns>Called when it is stored, which may be later; null when it is of no concern.</returns>
    Action? Begin(DocumentBatch batch);
}
