namespace McpGateway.Core.Foundation;

/// <summary>
/// The database, the data directory or the key of stored secrets cannot be used: the process must not start.
/// <see cref="Exception.Message"/> is for the operator: it says what is wrong and what to do.
/// </summary>
public sealed class StorageUnusableException : Exception
{
    public StorageUnusableException(string message)
        : base(message)
    {
    }

    public StorageUnusableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public StorageUnusableException()
    {
    }
}
