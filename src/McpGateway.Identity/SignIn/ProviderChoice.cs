namespace McpGateway.Identity.SignIn;

/// <summary>A way in through an identity provider.</summary>
/// <param name="Address">Where the sign-in there begins, from the root of the gateway.</param>
public sealed record ProviderChoice(string DisplayName, string Address);
