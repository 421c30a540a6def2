namespace McpGateway.Foundation;

/// <summary>
/// The database, the data directory or the key of stored secrets cannot be used: the process must not start.
/// </summary>
public sealed class StorageUnusableException : StartRefusedException
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
