namespace McpGateway.Core.Health.Probing;

/// <summary>A server sent more, or asked for more, than a check is ready to take.</summary>
public sealed class ProbeLimitException : IOException
{
    public ProbeLimitException()
    {
    }

    public ProbeLimitException(string message)
        : base(message)
    {
    }

    public ProbeLimitException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
