namespace McpGateway.Proxy.Streaming;

/// <summary>Where a server of the transport of 2024-11-05 takes messages, by what its <c>endpoint</c> event says.</summary>
public static class MessageAddress
{
    /// <summary>
    /// Only path and query of what the server says: it often names an inner host, and a hostile one could name a host that it cannot reach
    /// itself. Messages go where the stream came from.
    /// </summary>
    /// <param name="stream">The address that the stream was requested from.</param>
    /// <param name="stated">The event's data.</param>
    /// <returns>Null when it is no address.</returns>
    public static Uri? Resolve(Uri stream, string stated)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(stated);
        var text = stated.Trim();
        return text.Length > 0 && Uri.TryCreate(stream, text, out var resolved) && resolved.IsAbsoluteUri
            ? new Uri(stream.GetLeftPart(UriPartial.Authority) + resolved.PathAndQuery)
            : null;
    }
}
