using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Federation.Sources;

/// <summary>The credentials of a source: those of its configuration, and what the environment adds.</summary>
internal sealed partial class SourceCredentials(IOptions<FederationOptions> options, EnvironmentReader environment)
{
    /// <summary>
    /// Names that a configuration may have read and sent to a source's address. Others belong to the gateway: who configures sources must
    /// not get at them.
    /// </summary>
    public static bool MayName(string variable) => Nameable().IsMatch(variable);

    public SourceCredential Of(SourceRecord source)
    {
        var stated = new SourceCredential
        {
            Token = source.Token,
            TokenUrl = source.TokenUrl,
            ClientId = source.ClientId,
            ClientSecret = source.ClientSecret,
            RefreshToken = source.RefreshToken,
        };
        if (source.AuthEnvVar is { Length: > 0 } variable && MayName(variable) && environment.Find(variable) is { Length: > 0 } value)
        {
            stated = WithVariable(stated, value);
        }

        return source.Kind == SourceKinds.Asor ? WithSettings(stated) : stated;
    }

    /// <summary><c>client_id:client_secret[:…]</c>, with the id perhaps in Base64; anything without a colon is a token.</summary>
    private static SourceCredential WithVariable(SourceCredential stated, string value)
    {
        var parts = value.Split(':');
        return parts.Length < 2
            ? stated with { Token = stated.Token ?? value }
            : stated with { ClientId = stated.ClientId ?? Plain(parts[0]), ClientSecret = stated.ClientSecret ?? parts[1] };
    }

    private SourceCredential WithSettings(SourceCredential stated)
    {
        var settings = options.Value;
        return stated with
        {
            Token = stated.Token ?? settings.AsorAccessToken,
            ClientId = stated.ClientId ?? settings.AsorClientId,
            ClientSecret = stated.ClientSecret ?? settings.AsorClientSecret,
            RefreshToken = stated.RefreshToken ?? settings.AsorRefreshToken,
            TokenUrl = stated.TokenUrl ?? settings.AsorTokenUrl ?? WorkdayTokenUrl(settings),
        };
    }

    private static string? WorkdayTokenUrl(FederationOptions settings) =>
        settings is { AsorHostname: { Length: > 0 } host, AsorTenantName: { Length: > 0 } tenant }
            ? $"{(host.Contains("://", StringComparison.Ordinal) ? host.TrimEnd('/') : "https://" + host)}/ccx/oauth2/"
                + $"{Uri.EscapeDataString(tenant)}/token"
            : null;

    private static string Plain(string id)
    {
        var bytes = new byte[id.Length];
        return Convert.TryFromBase64String(id, bytes, out var length) && length > 0
            && bytes.AsSpan(0, length).IndexOfAnyExceptInRange((byte)0x21, (byte)0x7e) < 0
            ? Encoding.ASCII.GetString(bytes, 0, length)
            : id;
    }

    [GeneratedRegex("^(ASOR|WORKDAY|FEDERATION)_[A-Z0-9_]{1,64}$")]
    private static partial Regex Nameable();
}

/// <summary>Credentials of a source, together.</summary>
internal sealed record SourceCredential
{
    public string? Token { get; init; }

    public string? TokenUrl { get; init; }

    public string? ClientId { get; init; }

    public string? ClientSecret { get; init; }

    public string? RefreshToken { get; init; }

    public bool CanRequest => TokenUrl is { Length: > 0 } && ClientId is { Length: > 0 };

    /// <summary>Nothing of it.</summary>
    public override string ToString() => "credentials";
}

/// <summary>Reads a variable of the environment, or a key of the configuration of that name.</summary>
/// <param name="find">The value; null when there is none.</param>
internal sealed class EnvironmentReader(Func<string, string?> find)
{
    public string? Find(string variable) => find(variable);
}
