namespace McpGateway.Core.Auth.Providers;

/// <summary>Codes that the sign-in page is opened with. Details stay in the log: a link can carry any text.</summary>
internal static class ProviderErrors
{
    public const string Init = "oauth2_init_failed";
    public const string Provider = "oauth2_error";
    public const string Callback = "oauth2_callback_failed";
    public const string Redirect = "oauth2_redirect_failed";

    /// <returns>What a person reads; null when it is not one of these codes.</returns>
    public static string? Describe(string code) => code switch
    {
        Init => "The identity provider cannot be reached at the moment. Try again, or sign in with a local account.",
        Provider => "The identity provider did not sign you in.",
        Callback => "Sign-in with the identity provider failed. Try again.",
        Redirect => "This identity provider is not configured here.",
        _ => null,
    };
}
