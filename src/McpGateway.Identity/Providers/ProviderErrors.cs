namespace McpGateway.Identity.Providers;

/// <summary>Codes that the sign-in page is opened with. Details stay in the log: a link can carry any text.</summary>
internal static class ProviderErrors
{
    public const string Init = "oauth2_init_failed";
    public const string Provider = "oauth2_error";
    public const string Callback = "oauth2_callback_failed";
    public const string Redirect = "oauth2_redirect_failed";

    /// <param name="hasLocal">Whether local accounts are another way in.</param>
    /// <returns>What a person reads; null when it is not one of these codes.</returns>
    public static string? Describe(string code, bool hasLocal) => code switch
    {
        Init => "The identity provider cannot be reached at the moment. Try again in a minute"
            + (hasLocal ? ", or sign in with a local account." : "."),
        Provider =>
            "The identity provider did not sign you in. If you did not cancel it yourself, ask an administrator whether you may use this "
                + "gateway.",
        Callback =>
            "Sign-in with the identity provider failed. Try again; if it fails again, an administrator finds the reason in the gateway's "
                + "log.",
        Redirect => "This identity provider is not configured here. Choose one of the ways below.",
        _ => null,
    };
}
