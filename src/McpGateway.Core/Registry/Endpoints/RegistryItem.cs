using McpGateway.Contracts.V0;
using McpGateway.Core.Registry.Servers;

namespace McpGateway.Core.Registry.Endpoints;

/// <summary>A version of a server as the registry API knows it: one that is here, or one that is gone.</summary>
/// <param name="Server">The version.</param>
/// <param name="IsLatest">Whether it is, or was at last, what is served without asking for a version.</param>
/// <param name="View">What the caller sees of it; null when it is gone.</param>
internal sealed record RegistryItem(ServerRecord Server, bool IsLatest, ServerView? View)
{
    /// <summary>The name in the API.</summary>
    public string Name { get; } = RegistryNames.Of(Server);

    public string Version { get; } = ServerVersions.Of(Server);

    /// <summary>
    /// Where it stands in the list, beside the name: default versions first, then by version. A cursor is the name and this.
    /// </summary>
    public string Place { get; } = View is not null && IsLatest ? "" : PlaceOf(ServerVersions.Of(Server));

    public static RegistryItem Of(ServerView view) => new(view.Server, !view.Server.IsOtherVersion, view);

    public static RegistryItem Of(GoneVersion gone) => new(gone.Server, gone.IsLatest, null);

    /// <summary>A cursor is sent back as it is by some clients and encoded by others: it has to mean the same.</summary>
    public static string PlaceOf(string version) => ":" + Uri.EscapeDataString(version);

    public RegistryServerEntry EntryAt(string origin) =>
        View is null ? RegistryEntries.OfGone(Server, IsLatest) : RegistryEntries.Of(View, origin);
}
