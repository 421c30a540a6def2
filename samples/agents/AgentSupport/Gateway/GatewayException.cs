namespace AgentSupport.Gateway;

/// <summary>The gateway refuses, or cannot be understood.</summary>
/// <param name="message">Why, in words for a person.</param>
/// <param name="status">HTTP status; 0 when there is none.</param>
public sealed class GatewayException(string message, int status) : Exception(message)
{
    public int Status { get; } = status;

    /// <summary>Whether trying again may help.</summary>
    public bool IsPassing => Status is 0 or 408 or 429 or >= 500;
}
