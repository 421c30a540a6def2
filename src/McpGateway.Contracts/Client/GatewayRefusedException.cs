using System.Net;

namespace McpGateway.Contracts.Client;

/// <summary>The gateway, or what stands before it, refused a request.</summary>
public sealed class GatewayRefusedException : Exception
{
    public GatewayRefusedException()
    {
    }

    public GatewayRefusedException(string message)
        : base(message)
    {
    }

    public GatewayRefusedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public GatewayRefusedException(HttpStatusCode status, string message, TimeSpan? retryAfter)
        : base(message) => (Status, RetryAfter) = (status, retryAfter);

    public HttpStatusCode Status { get; }

    /// <summary>When to try again, as the answer said.</summary>
    public TimeSpan? RetryAfter { get; }
}
