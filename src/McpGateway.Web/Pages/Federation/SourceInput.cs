using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Core.Federation;
using McpGateway.Core.Federation.Config;

namespace McpGateway.Web.Pages.Federation;

/// <summary>What the fields of the form of a source hold. A secret is never among them: an empty field keeps what is stored.</summary>
internal sealed class SourceInput
{
    public const string NoCredentials = "";
    public const string ByToken = "token";
    public const string ByClient = "client";
    public const string ByVariable = "variable";

    private bool _isEndpointOwn;
    private bool _isIdOwn;

    public string Id { get; set; } = "";

    public string Kind { get; private set; } = SourceKinds.Peer;

    public string Name { get; set; } = "";

    public string Endpoint { get; set; } = "";

    public bool Enabled { get; set; } = true;

    public string Credentials { get; set; } = NoCredentials;

    public SecretInput Token { get; init; } = new();

    public string TokenUrl { get; set; } = "";

    public string ClientId { get; set; } = "";

    public SecretInput ClientSecret { get; init; } = new();

    public SecretInput RefreshToken { get; init; } = new();

    public string Variable { get; set; } = "";

    public bool AtStart { get; set; }

    public string Interval { get; set; } = "";

    public string Cron { get; set; } = "";

    /// <summary>One a line.</summary>
    public string Names { get; set; } = "";

    public string Tags { get; set; } = "";

    public bool RemovesMissing { get; set; }

    /// <summary><c>true</c>, <c>false</c>, or empty for what the source's selection says.</summary>
    public string SwitchesOn { get; set; } = "";

    public static SourceInput Of(SourceRecord source) => new()
    {
        Id = source.Id,
        Kind = source.Kind,
        Name = source.Name ?? "",
        Endpoint = source.Endpoint,
        Enabled = source.Enabled,
        Credentials = source switch
        {
            { TokenUrl: not null } or { ClientId: not null } or { ClientSecret: not null } or { RefreshToken: not null } => ByClient,
            { Token: not null } => ByToken,
            { AuthEnvVar: not null } => ByVariable,
            _ => NoCredentials,
        },
        Token = new() { IsStored = source.Token is not null },
        TokenUrl = source.TokenUrl ?? "",
        ClientId = source.ClientId ?? "",
        ClientSecret = new() { IsStored = source.ClientSecret is not null },
        RefreshToken = new() { IsStored = source.RefreshToken is not null },
        Variable = source.AuthEnvVar ?? "",
        AtStart = source.SyncOnStartup,
        Interval = source.IntervalMinutes?.ToString(CultureInfo.InvariantCulture) ?? "",
        Cron = source.Cron ?? "",
        Names = string.Join('\n', source.Names),
        Tags = string.Join(", ", source.TagFilters),
        RemovesMissing = source.RemovesMissing,
        SwitchesOn = source.SwitchesOn switch { true => "true", false => "false", null => "" },
    };

    /// <summary>Takes another kind, and with it the id and the address that it usually has, unless they were typed.</summary>
    public void Choose(string kind)
    {
        Kind = kind;
        if (!_isIdOwn)
        {
            Id = kind is SourceKinds.Registry or SourceKinds.Asor ? kind : "";
        }

        if (!_isEndpointOwn)
        {
            Endpoint = kind == SourceKinds.Registry ? FederationOptions.PublicRegistry : "";
        }
    }

    public void NoteId() => _isIdOwn = Id.Length > 0;

    public void NoteEndpoint() => _isEndpointOwn = Endpoint.Length > 0;

    /// <summary>The source as the configuration API takes it.</summary>
    public JsonElement ToDocument() => JsonElement.Parse(new JsonObject
    {
        ["kind"] = Kind,
        ["name"] = Name.Trim(),
        ["endpoint"] = Endpoint.Trim(),
        ["enabled"] = Enabled,
        ["token"] = Credentials == ByToken ? Token.Sent : null,
        ["token_url"] = Credentials == ByClient ? TokenUrl.Trim() : null,
        ["client_id"] = Credentials == ByClient ? ClientId.Trim() : null,
        ["client_secret"] = Credentials == ByClient ? ClientSecret.Sent : null,
        ["refresh_token"] = Credentials == ByClient ? RefreshToken.Sent : null,
        ["auth_env_var"] = Credentials == ByVariable ? Variable.Trim() : null,
        ["sync_on_startup"] = AtStart,
        ["sync_interval_minutes"] = IntervalNode(),
        ["cron"] = Cron.Trim(),
        ["names"] = Texts(Names.Split('\n')),
        ["tag_filters"] = Texts(Tags.Split(',')),
        ["remove_missing"] = RemovesMissing,
        ["enable_new"] = SwitchesOn.Length == 0 ? null : SwitchesOn == "true",
    }.ToJsonString());

    /// <summary>What is no number goes as it is: the configuration says what is wrong with it.</summary>
    private JsonNode? IntervalNode() =>
        Interval.Trim() is not { Length: > 0 } text ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var minutes) ? minutes
        : text;

    private static JsonArray Texts(IEnumerable<string> texts) => new(
    [
        .. texts.Select(static text => text.Trim()).Where(static text => text.Length > 0).Select(static text => (JsonNode)text),
    ]);
}

/// <summary>A field that is written and never shown.</summary>
internal sealed class SecretInput
{
    public string Typed { get; set; } = "";

    /// <summary>Whether there is one already.</summary>
    public bool IsStored { get; init; }

    /// <summary>What was typed; otherwise what stands for the stored one.</summary>
    public string? Sent => Typed.Trim() is { Length: > 0 } typed ? typed : IsStored ? FederationConfigs.KeptSecret : null;

    public string? Placeholder => IsStored ? "Stored; empty keeps it" : null;
}
