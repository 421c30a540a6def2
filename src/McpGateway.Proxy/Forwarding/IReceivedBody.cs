namespace McpGateway.Proxy.Forwarding;

/// <summary>A feature of requests whose body was received before they were served: it need not be read again.</summary>
public interface IReceivedBody
{
    /// <summary>
    /// Gives the body away, in a buffer of the shared pool that is from then on the taker's. Once; afterwards it cannot be read otherwise.
    /// </summary>
    bool TryTake(out byte[] buffer, out int length);
}
