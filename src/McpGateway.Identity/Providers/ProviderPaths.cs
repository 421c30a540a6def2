namespace McpGateway.Identity.Providers;

/// <summary>Where sign-in with a provider happens on this host.</summary>
internal static class ProviderPaths
{
    public const string Prefix = "/oauth2";

    public static string Login(string provider, string next) =>
        $"{Prefix}/login/{provider}" + (next == "/" ? "" : $"?redirect_uri={Uri.EscapeDataString(next)}");

    public static string Callback(string provider) => $"{Prefix}/callback/{provider}";
}
