using McpGateway.Cli.Profiles;
using McpGateway.Cli.Running;

namespace McpGateway.Cli.Connecting;

/// <summary>Which gateway a command speaks to, and as whom.</summary>
/// <param name="Address">Ends with a slash, so that paths are appended.</param>
/// <param name="ProfileName">The profile whose tokens are used; null when another address was named that no profile has.</param>
/// <param name="Token">A token that was handed in, which goes before the profile's.</param>
internal sealed record GatewayTarget(Uri Address, string? ProfileName, string? Token)
{
    public const string DefaultUrl = "http://127.0.0.1:7860";
    public const string UrlVariable = "MCPGW_URL";

    /// <summary>
    /// Options go before variables, variables before the profile. A profile's tokens are for its own gateway: another address gets
    /// none.
    /// </summary>
    public static GatewayTarget Of(CliEnvironment environment, ProfileList list, string? url, string? profile, string? token)
    {
        var name = profile ?? environment.Variable("MCPGW_PROFILE");
        var stated = StatedUrl(environment, url, profile);
        token ??= environment.Variable("MCPGW_TOKEN");
        if (name is not null)
        {
            var named = list.Profiles.GetValueOrDefault(name) ?? throw CommandFailure.Misuse(
                $"There is no profile '{name}'.", $"Sign in under that name: mcpgw login --profile {name} --gateway <url>.");
            return new(AddressOf(stated ?? named.Url), SameGateway(stated, named) ? name : null, token);
        }

        if (stated is null)
        {
            return list.Profiles.TryGetValue(list.Current, out var current)
                ? new(AddressOf(current.Url), list.Current, token)
                : new(AddressOf(DefaultUrl), null, token);
        }

        var address = AddressOf(stated);
        var owner = list.Profiles.Where(pair => AddressOf(pair.Value.Url) == address).Select(static pair => pair.Key)
            .OrderByDescending(key => key == list.Current).FirstOrDefault();
        return new(address, owner, token);
    }

    /// <summary>The address that is stated with a command: by its option, or by the variable where no option names a profile.</summary>
    /// <param name="url">The option for the address.</param>
    /// <param name="profile">The option for the profile.</param>
    public static string? StatedUrl(CliEnvironment environment, string? url, string? profile) =>
        url ?? (profile is null ? environment.Variable(UrlVariable) : null);

    /// <exception cref="CommandFailure">It is no http or https address, or carries credentials.</exception>
    public static Uri AddressOf(string text)
    {
        var withScheme = text.Contains("://", StringComparison.Ordinal) ? text : GuessScheme(text) + text;
        if (!Uri.TryCreate(withScheme, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https")
            || uri.UserInfo.Length > 0 || uri.Query.Length > 0 || uri.Fragment.Length > 0)
        {
            throw CommandFailure.Misuse(
                $"'{text}' is not the address of a gateway.", "Name it as https://gateway.example.com, without credentials and query.");
        }

        return new(uri.GetLeftPart(UriPartial.Path).TrimEnd('/') + "/");
    }

    private static bool SameGateway(string? stated, Profile profile) =>
        stated is null || AddressOf(stated) == AddressOf(profile.Url);

    private static string GuessScheme(string text) =>
        text.StartsWith("localhost", StringComparison.OrdinalIgnoreCase) || text.StartsWith("127.", StringComparison.Ordinal)
            ? "http://"
            : "https://";
}
