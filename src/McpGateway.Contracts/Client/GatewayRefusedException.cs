using System.Net;
using System.Text.Json;

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

    public GatewayRefusedException(HttpStatusCode status, string message, JsonElement body, TimeSpan? retryAfter)
        : base(message) => (Status, Body, RetryAfter) = (status, body, retryAfter);

    public HttpStatusCode Status { get; }

    /// <summary>The body when it was JSON; <c>Undefined</c> otherwise.</summary>
    public JsonElement Body { get; }

    /// <summary>When to try again, as the answer said.</summary>
    public TimeSpan? RetryAfter { get; }
}
