using System.Text.RegularExpressions;
using McpGateway.Access.Files;
using McpGateway.Foundation;
using McpGateway.Foundation.Settings;
using YamlDotNet.Core;

namespace McpGateway.Identity.Providers;

/// <summary>
/// Reads <c>oauth2_providers.yml</c>: <c>providers: {name: {client_id: "${VARIABLE}", …}}</c>. Values lie over those of the environment; an
/// empty one leaves what the environment says.
/// </summary>
internal static partial class ProviderFile
{
    private static readonly string[] Fields =
    [
        "display_name", "client_id", "client_secret", "issuer", "issuers", "auth_url", "token_url", "user_info_url", "jwks_url",
        "logout_url",
        "graph_url", "scopes", "username_claim", "groups_claim", "email_claim", "name_claim", "audiences", "allowed_client_ids",
        "group_mappings",
        "tenant", "login_url", "resource_server",
    ];

    /// <param name="variables">Reads an environment variable.</param>
    public static void Apply(string yaml, Func<string, string?> variables, List<ProviderSettings> providers, ICollection<string> problems)
    {
        FileNode root;
        try
        {
            root = YamlReader.Read(yaml);
        }
        catch (YamlException malformed)
        {
            problems.Add(
                $"{EnvironmentNames.ProvidersFile}: the file is not readable YAML: line {malformed.Start.Line}: {malformed.Message}");
            return;
        }

        if (root.Member("providers") is not { Members: { } entries })
        {
            problems.Add($"{EnvironmentNames.ProvidersFile}: the file has no 'providers' mapping.");
            return;
        }

        var listed = new List<ProviderSettings>();
        foreach (var (name, entry) in entries)
        {
            var settings = providers.Find(provider => provider.Name == name) ?? new(name, ProviderKind.OpenIdConnect);
            providers.Remove(settings);
            listed.Add(settings);
            Apply(entry, settings, variables, problems);
        }

        // The sign-in page has its buttons in this order.
        providers.InsertRange(0, listed);
    }

    private static void Apply(FileNode entry, ProviderSettings settings, Func<string, string?> variables, ICollection<string> problems)
    {
        foreach (var field in Fields)
        {
            if (entry.Member(field) is { } node)
            {
                settings.Set(
                    field == "issuer" ? "issuers" : field, Substitute(TextOf(node), variables), $"providers.{settings.Name}.{field}");
            }
        }

        if (entry.Member("enabled") is not { } enabled)
        {
            return;
        }

        var text = Substitute(TextOf(enabled), variables);
        if (text.Length == 0)
        {
            settings.IsEnabled = false;
        }
        else if (BooleanText.TryParse(text, out var on))
        {
            settings.IsEnabled = on;
        }
        else
        {
            problems.Add($"providers.{settings.Name}.enabled must be true or false.");
        }
    }

    private static string TextOf(FileNode node)
    {
        if (node.Members is { } members)
        {
            return string.Join(';', members.SelectMany(member =>
                (member.Value.Items ?? [member.Value]).Select(group => $"{member.Key}={TextOf(group)}")));
        }

        return node.Items is { } items ? string.Join(' ', items.Select(TextOf)) : node.Text ?? "";
    }

    private static string Substitute(string text, Func<string, string?> variables) => Variable().Replace(
        text, match => variables(match.Groups["name"].Value) is { Length: > 0 } value ? value : match.Groups["default"].Value);

    [GeneratedRegex(@"\$\{(?<name>[A-Za-z_][A-Za-z0-9_]*)(:-(?<default>[^}]*))?\}")]
    private static partial Regex Variable();
}
