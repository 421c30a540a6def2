namespace McpGateway.Identity.Providers;

/// <summary>Configuration keys of identity providers. The environment's names for them are in <c>EnvironmentNames</c>.</summary>
internal static class ProviderKeys
{
    /// <summary>Names the provider that is used and whose accounts are managed.</summary>
    public const string Managed = ProviderOptions.Section + ":Managed";

    public const string File = ProviderOptions.Section + ":File";

    /// <summary>A provider's section.</summary>
    public static string SectionOf(string provider) => $"{ProviderOptions.Section}:{provider}";

    public static string Keycloak(string name) => $"{ProviderOptions.Section}:Keycloak:{name}";

    public static string Entra(string name) => $"{ProviderOptions.Section}:Entra:{name}";

    public static string Cognito(string name) => $"{ProviderOptions.Section}:Cognito:{name}";
}
