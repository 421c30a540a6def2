namespace McpGateway.Identity.Providers;

/// <summary>Makes a definition of a provider's settings, or says what is missing by the name of its configuration key.</summary>
internal sealed class ProviderBuilder(ICollection<string> problems)
{
    /// <summary>What is said of a key whose value is no address.</summary>
    public const string NotAnAddress = "must be an http or https address without credentials.";

    /// <summary>Names that <c>Caller.Provider</c> has for identities of this product itself.</summary>
    private static readonly string[] Reserved = ["local", "service", "client", "shared"];

    /// <summary>Keys that were refused. Several fields may come of one of them, and are wrong together.</summary>
    private readonly HashSet<string> _refused = new(StringComparer.Ordinal);

    public ProviderDefinition? Build(ProviderSettings settings)
    {
        _refused.Clear();
        var before = problems.Count;
        CheckName(settings.Name);
        var (username, groups, scopes) = DefaultsOf(settings.Kind);
        var definition = new ProviderDefinition
        {
            Name = settings.Name,
            DisplayName = settings.Text("display_name") ?? settings.Name,
            Kind = settings.Kind,
            ClientId = Required(settings, "client_id"),
            ClientSecret = settings.Text("client_secret"),
            Issuers = settings.Words("issuers"),
            AuthorizationUrl = Address(settings, "auth_url"),
            TokenUrl = Address(settings, "token_url"),
            UserInfoUrl = Address(settings, "user_info_url"),
            KeysUrl = Address(settings, "jwks_url"),
            LogoutUrl = Address(settings, "logout_url"),
            GraphUrl = Address(settings, "graph_url"),
            Scopes = settings.Words("scopes") is { Count: > 0 } asked ? asked : scopes,
            UserNameClaims = settings.Text("username_claim") is { } claim ? [claim, .. username] : username,
            GroupsClaims = settings.Text("groups_claim") is { } stated ? [stated] : groups,
            EmailClaim = settings.Text("email_claim") ?? "email",
            NameClaim = settings.Text("name_claim") ?? "name",
            BearerAudiences = settings.Words("audiences"),
            BearerClients = settings.Words("allowed_client_ids"),
            ResourceServer = settings.Text("resource_server"),
            GroupMappings = Mappings(settings),
        };
        definition = Complete(definition, settings);
        if (definition is { IsOpenId: true, Issuers.Count: 0 })
        {
            Refuse(settings.KeyOf("issuers"), $"must be set to the issuer of provider '{settings.Name}'.");
        }

        foreach (var issuer in definition.Issuers.Where(static issuer => !IsAddress(issuer)))
        {
            Refuse(settings.KeyOf("issuers"), $"must be an http or https address; '{issuer}' is not.");
        }

        return problems.Count == before ? definition : null;
    }

    public static bool IsAddress(string text) => IsAddress(text, out _);

    private ProviderDefinition Complete(ProviderDefinition definition, ProviderSettings settings) => definition.Kind switch
    {
        ProviderKind.Entra => CompleteEntra(definition, settings),
        ProviderKind.Cognito => CompleteCognito(definition, settings),
        ProviderKind.GitHub => definition with
        {
            AuthorizationUrl = definition.AuthorizationUrl ?? new("https://github.com/login/oauth/authorize"),
            TokenUrl = definition.TokenUrl ?? new("https://github.com/login/oauth/access_token"),
            UserInfoUrl = definition.UserInfoUrl ?? new("https://api.github.com/user"),

            // Teams are asked for only when something depends on them.
            Scopes = definition.GroupMappings.Count > 0 ? [.. definition.Scopes.Append("read:org").Distinct()] : definition.Scopes,
        },
        ProviderKind.Google =>
            definition with { Issuers = definition.Issuers.Count > 0 ? definition.Issuers : ["https://accounts.google.com"] },
        ProviderKind.Keycloak or ProviderKind.OpenIdConnect => definition,
    };

    private ProviderDefinition CompleteEntra(ProviderDefinition definition, ProviderSettings settings)
    {
        var tenant = Required(settings, "tenant");
        if (tenant is "common" or "organizations" or "consumers")
        {
            Refuse(settings.KeyOf("tenant"), $"must be one tenant's id; '{tenant}' would let every organisation in.");
        }

        if (Address(settings, "login_url") is not { } login)
        {
            return definition;
        }

        var authority = $"{login.ToString().TrimEnd('/')}/{tenant}";
        return definition with
        {
            Issuers = definition.Issuers.Count > 0 ? definition.Issuers : [authority + "/v2.0", $"https://sts.windows.net/{tenant}/"],
            AuthorizationUrl = definition.AuthorizationUrl ?? new(authority + "/oauth2/v2.0/authorize"),
            TokenUrl = definition.TokenUrl ?? new(authority + "/oauth2/v2.0/token"),
            LogoutUrl = definition.LogoutUrl ?? new(authority + "/oauth2/v2.0/logout"),
            KeysUrl = definition.KeysUrl ?? new(authority + "/discovery/v2.0/keys"),
            BearerAudiences = definition.BearerAudiences.Count > 0
                ? definition.BearerAudiences
                : [definition.ClientId, "api://" + definition.ClientId],
        };
    }

    private ProviderDefinition CompleteCognito(ProviderDefinition definition, ProviderSettings settings)
    {
        if (definition.Issuers.Count == 0)
        {
            Required(settings, "pool");
        }

        return definition with { BearerClients = [.. definition.BearerClients.Prepend(definition.ClientId).Distinct()] };
    }

    private static (string[] UserName, string[] Groups, string[] Scopes) DefaultsOf(ProviderKind kind) => kind switch
    {
        ProviderKind.Keycloak => (["preferred_username"], ["groups"], ["openid", "email", "profile"]),
        ProviderKind.Entra => (["preferred_username", "email", "upn"], ["groups", "roles"], ["openid", "email", "profile"]),
        ProviderKind.Cognito =>
            (["cognito:username", "username"], ["cognito:groups"], ["openid", "email", "profile", "aws.cognito.signin.user.admin"]),
        ProviderKind.GitHub => (["login"], [], ["read:user", "user:email"]),
        ProviderKind.Google => (["email"], ["hd"], ["openid", "email", "profile"]),
        ProviderKind.OpenIdConnect => (["preferred_username", "email"], ["groups"], ["openid", "email", "profile"]),
    };

    private static Dictionary<string, IReadOnlyList<string>> Mappings(ProviderSettings settings)
    {
        var pairs = (settings.Text("group_mappings") ?? "").Split(
            [';', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return pairs
            .Select(pair => pair.Split('=', 2, StringSplitOptions.TrimEntries))
            .Where(pair => pair is [{ Length: > 0 }, { Length: > 0 }])
            .GroupBy(pair => pair[0], pair => pair[1], StringComparer.Ordinal)
            .ToDictionary(
                group => group.Key,
                IReadOnlyList<string> (group) => [.. group.SelectMany(groups => groups.Split(' ', StringSplitOptions.RemoveEmptyEntries))],
                StringComparer.Ordinal);
    }

    private void CheckName(string name)
    {
        if (Reserved.Contains(name)
            || name.Length is 0 or > 32
            || !name.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter is '-' or '_'))
        {
            problems.Add($"The provider name '{name}' cannot be used: up to 32 lower-case letters, digits, '-' and '_', "
                + $"and none of {string.Join(", ", Reserved)}.");
        }
    }

    private string Required(ProviderSettings settings, string field)
    {
        if (settings.Text(field) is { } value)
        {
            return value;
        }

        Refuse(settings.KeyOf(field), $"must be set because provider '{settings.Name}' is enabled.");
        return "";
    }

    private Uri? Address(ProviderSettings settings, string field)
    {
        if (settings.Text(field) is not { } text)
        {
            return null;
        }

        if (IsAddress(text, out var address))
        {
            return address;
        }

        Refuse(settings.KeyOf(field), NotAnAddress);
        return null;
    }

    private void Refuse(string key, string how)
    {
        if (_refused.Add(key))
        {
            problems.Add($"{key} {how}");
        }
    }

    private static bool IsAddress(string text, out Uri? address) =>
        Uri.TryCreate(text, UriKind.Absolute, out address) && address is { Scheme: "http" or "https", UserInfo: "" };
}
