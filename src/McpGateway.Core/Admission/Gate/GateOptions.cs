using McpGateway.Foundation.Settings;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Admission.Gate;

/// <summary>
/// An endpoint that is asked before a registration or an edit is stored. Each property can be set as <c>RegistrationGate:Name</c>; those
/// with a name in capitals below also under that name, which wins.
/// </summary>
public sealed class GateOptions
{
    public const string Section = "RegistrationGate";

    /// <summary><c>REGISTRATION_GATE_ENABLED</c>: whether it is asked.</summary>
    public bool Enabled { get; set; }

    /// <summary><c>REGISTRATION_GATE_URL</c>: where it is. <c>http</c> or <c>https</c>.</summary>
    public string? Url { get; set; }

    /// <summary>
    /// <c>REGISTRATION_GATE_AUTH_TYPE</c>: how the gateway proves itself there: <c>none</c>, <c>api_key</c>, <c>bearer</c> or
    /// <c>oauth2_client_credentials</c>.
    /// </summary>
    public string AuthType { get; set; } = GateAuthentication.None;

    /// <summary><c>REGISTRATION_GATE_AUTH_CREDENTIAL</c>: the key or token.</summary>
    [SecretSetting]
    public string? AuthCredential { get; set; }

    /// <summary><c>REGISTRATION_GATE_AUTH_HEADER_NAME</c>: the header that carries an API key.</summary>
    public string AuthHeaderName { get; set; } = "X-Api-Key";

    /// <summary><c>REGISTRATION_GATE_OAUTH2_TOKEN_URL</c>: where tokens are had.</summary>
    public string? TokenUrl { get; set; }

    /// <summary><c>REGISTRATION_GATE_OAUTH2_CLIENT_ID</c>: the gateway's client there.</summary>
    public string? ClientId { get; set; }

    /// <summary><c>REGISTRATION_GATE_OAUTH2_CLIENT_SECRET</c>: its secret.</summary>
    [SecretSetting]
    public string? ClientSecret { get; set; }

    /// <summary><c>REGISTRATION_GATE_OAUTH2_SCOPE</c>: scopes of the token, separated by spaces.</summary>
    public string? Scope { get; set; }

    /// <summary><c>REGISTRATION_GATE_TIMEOUT_SECONDS</c>: how long one answer may take. 100 ms to 1 minute.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary><c>REGISTRATION_GATE_MAX_RETRIES</c>: how often it is asked again when it does not decide. 0 to 10.</summary>
    public int MaxRetries { get; set; } = 2;

    /// <summary>How long to wait before it is asked again; doubles each time. 10 ms to 1 minute.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Whether it may have a private address.</summary>
    public bool AllowPrivateAddress { get; set; } = true;
}

/// <summary>How the gateway proves itself at the gate.</summary>
internal static class GateAuthentication
{
    public const string None = "none";
    public const string ApiKey = "api_key";
    public const string Bearer = "bearer";
    public const string ClientCredentials = "oauth2_client_credentials";

    public static IReadOnlyList<string> All { get; } = [None, ApiKey, Bearer, ClientCredentials];
}

internal sealed class GateOptionsValidator : IValidateOptions<GateOptions>
{
    public ValidateOptionsResult Validate(string? name, GateOptions options)
    {
        var problems = new ValidateOptionsResultBuilder();
        problems.Range(
            "REGISTRATION_GATE_TIMEOUT_SECONDS (RegistrationGate:Timeout)", options.Timeout, TimeSpan.FromMilliseconds(100),
            TimeSpan.FromMinutes(1));
        problems.Range("REGISTRATION_GATE_MAX_RETRIES (RegistrationGate:MaxRetries)", options.MaxRetries, 0, 10);
        problems.Range(
            "RegistrationGate:RetryDelay", options.RetryDelay, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1));
        if (!GateAuthentication.All.Contains(options.AuthType))
        {
            problems.AddError(
                $"REGISTRATION_GATE_AUTH_TYPE (RegistrationGate:AuthType) must be one of {string.Join(", ", GateAuthentication.All)}");
        }

        if (options.Enabled)
        {
            Require(problems, options);
        }

        return problems.Build();
    }

    private static void Require(ValidateOptionsResultBuilder problems, GateOptions options)
    {
        Address(problems, "REGISTRATION_GATE_URL (RegistrationGate:Url)", options.Url);
        switch (options.AuthType)
        {
            case GateAuthentication.ApiKey or GateAuthentication.Bearer when string.IsNullOrEmpty(options.AuthCredential):
                problems.AddError("REGISTRATION_GATE_AUTH_CREDENTIAL (RegistrationGate:AuthCredential) must be set for this kind of proof");
                break;
            case GateAuthentication.ClientCredentials:
                Address(problems, "REGISTRATION_GATE_OAUTH2_TOKEN_URL (RegistrationGate:TokenUrl)", options.TokenUrl);
                if (string.IsNullOrEmpty(options.ClientId) || string.IsNullOrEmpty(options.ClientSecret))
                {
                    problems.AddError(
                        "REGISTRATION_GATE_OAUTH2_CLIENT_ID (RegistrationGate:ClientId) and REGISTRATION_GATE_OAUTH2_CLIENT_SECRET "
                        + "(RegistrationGate:ClientSecret) must be set for oauth2_client_credentials");
                }

                break;
        }
    }

    private static void Address(ValidateOptionsResultBuilder problems, string key, string? url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            problems.AddError($"{key} must be an absolute address with http or https");
        }
    }
}
