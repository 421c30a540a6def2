namespace McpGateway.Core.Registry.Servers;

/// <summary>
/// Port to the guard of outgoing connections, so that an address that is never dialled is refused where it is entered. Judges what is
/// written and looks nothing up: names are judged when they are dialled.
/// </summary>
public interface IUpstreamAddresses
{
    /// <returns>Null when the address may be dialled as far as can be told; otherwise what is wrong.</returns>
    string? Problem(Uri address);
}
