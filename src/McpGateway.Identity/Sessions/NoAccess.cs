using McpGateway.Foundation;

namespace McpGateway.Identity.Sessions;

/// <summary>Signed in, but no group leads to anything: which callers that concerns, and the page that tells them.</summary>
public static class NoAccess
{
    /// <summary>The page.</summary>
    public const string Path = "/login/no-access";

    /// <summary>Whether none of the caller's groups leads to anything.</summary>
    public static bool Concerns(Caller caller) =>
        caller.Permissions is { IsAdmin: false, AccessibleServers.Count: 0 } rights
            && rights.UiPermissions.Values.All(resources => resources.Count == 0);

    /// <summary>The page, with the address to go on to when there is access.</summary>
    public static string PathWith(string next) => $"{Path}?next={Uri.EscapeDataString(next)}";
}
