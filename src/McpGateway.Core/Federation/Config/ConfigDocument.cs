using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Foundation;

namespace McpGateway.Core.Federation.Config;

/// <summary>
/// The configuration as clients write and read it: <c>anthropic</c> and <c>asor</c> in the form of the contract, every further source in
/// <c>sources</c>. Secrets are written and never read back; a mask keeps the stored one.
/// </summary>
internal static class ConfigDocument
{
    /// <summary>Stands for a stored secret.</summary>
    public const string Mask = "********";

    public static Result<IReadOnlyList<SourceRecord>> Read(JsonElement root, FederationConfigRecord? stored)
    {
        var problems = new List<FieldProblem>();
        var sources = new List<SourceRecord>
        {
            ReadSection(root, SourceKinds.Registry, "servers", "name", stored, problems),
            ReadSection(root, SourceKinds.Asor, "agents", "id", stored, problems),
        };
        if (root.TryGetProperty("sources", out var list) && list.ValueKind != JsonValueKind.Null)
        {
            if (list.ValueKind != JsonValueKind.Array)
            {
                problems.Add(new("sources", "Must be an array of sources"));
            }
            else
            {
                sources.AddRange(list.EnumerateArray().Select(item => ReadSource(item, stored, problems)));
            }
        }

        return problems.Count > 0 ? Error.OfFields(problems) : sources;
    }

    /// <summary>One source, in the form that <c>sources</c> has.</summary>
    public static Result<SourceRecord> ReadOne(JsonElement root, string id, FederationConfigRecord? stored)
    {
        var problems = new List<FieldProblem>();
        var source = ReadSource(root, stored, problems, id);
        return problems.Count > 0 ? Error.OfFields(problems) : source;
    }

    /// <summary>What a whole configuration has in a field that a problem names, such as <c>peer.kind</c>.</summary>
    public static JsonNode? SentIn(JsonElement root, string field)
    {
        var dot = field.LastIndexOf('.');
        if (dot < 0)
        {
            return null;
        }

        var id = field[..dot];
        if (root.TryGetProperty(id, out var section) && Sections.Any(known => known.Id == id))
        {
            return SentInput.Of(section, field[(dot + 1)..]);
        }

        return root.TryGetProperty("sources", out var list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Where(source => IsCalled(source, id)).Select(source => SentInput.Of(source, field[(dot + 1)..]))
                .FirstOrDefault()
            : null;
    }

    /// <summary>What one source has in a field that a problem names.</summary>
    public static JsonNode? SentInSource(JsonElement source, string id, string field) =>
        field == $"{id}.id" ? id
        : field.StartsWith($"{id}.", StringComparison.Ordinal) ? SentInput.Of(source, field[(id.Length + 1)..])
        : null;

    private static bool IsCalled(JsonElement source, string id) =>
        source.ValueKind == JsonValueKind.Object && source.TryGetProperty("id", out var stated)
        && stated.ValueKind == JsonValueKind.String && stated.GetString()!.Trim() == id;

    public static JsonObject Write(FederationConfigRecord config)
    {
        var document = new JsonObject();
        foreach (var (id, list, member) in Sections)
        {
            var source = config.Find(id) ?? Blank(id);
            var section = WriteSource(source);
            section.Remove("id");
            section.Remove("kind");
            section.Remove("names");
            section[list] = new JsonArray([.. source.Names.Select(name => (JsonNode)new JsonObject { [member] = name })]);
            document[id] = section;
        }

        document["sources"] = new JsonArray(
        [
            .. config.Sources.Where(static source => !Sections.Any(section => section.Id == source.Id)).Select(WriteSource),
        ]);
        return document;
    }

    public static JsonObject WriteSource(SourceRecord source) => new()
    {
        ["id"] = source.Id,
        ["kind"] = source.Kind,
        ["name"] = source.Name,
        ["enabled"] = source.Enabled,
        ["endpoint"] = source.Endpoint,
        ["auth_env_var"] = source.AuthEnvVar,
        ["sync_on_startup"] = source.SyncOnStartup,
        ["sync_interval_minutes"] = source.IntervalMinutes,
        ["cron"] = source.Cron,
        ["names"] = new JsonArray([.. source.Names.Select(static name => (JsonNode)name)]),
        ["tag_filters"] = new JsonArray([.. source.TagFilters.Select(static tag => (JsonNode)tag)]),
        ["remove_missing"] = source.RemovesMissing,
        ["enable_new"] = source.SwitchesOn,
        ["token"] = Masked(source.Token),
        ["token_url"] = source.TokenUrl,
        ["client_id"] = source.ClientId,
        ["client_secret"] = Masked(source.ClientSecret),
        ["refresh_token"] = Masked(source.RefreshToken),
    };

    /// <summary>The sections of the contract, and the sources that they stand for.</summary>
    private static readonly (string Id, string List, string Member)[] Sections =
        [(SourceKinds.Registry, "servers", "name"), (SourceKinds.Asor, "agents", "id")];

    public static SourceRecord Blank(string id) => new()
    {
        Id = id,
        Kind = id,
        Endpoint = id == SourceKinds.Registry ? FederationOptions.PublicRegistry : "",
    };

    private static SourceRecord ReadSection(
        JsonElement root, string id, string list, string member, FederationConfigRecord? stored, List<FieldProblem> problems)
    {
        if (!root.TryGetProperty(id, out var section) || section.ValueKind == JsonValueKind.Null)
        {
            return Blank(id);
        }

        if (section.ValueKind != JsonValueKind.Object)
        {
            problems.Add(new(id, "Must be an object"));
            return Blank(id);
        }

        var fields = new SourceFields(section, id, problems);
        return ReadFields(fields, Blank(id), stored?.Find(id)) with { Names = fields.Names(list, member) };
    }

    private static SourceRecord ReadSource(
        JsonElement item, FederationConfigRecord? stored, List<FieldProblem> problems, string? givenId = null)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            problems.Add(new("sources", "Each source must be an object"));
            return Blank("none");
        }

        var id = givenId ?? new SourceFields(item, "sources", problems).Text("id") ?? "";
        var fields = new SourceFields(item, id, problems);
        var isOfContract = Sections.Any(section => section.Id == id);
        var stated = fields.Text("kind");
        if (isOfContract && stated is not null && stated != id)
        {
            problems.Add(new($"{id}.kind", $"The source '{id}' is of the kind '{id}': give one of another kind another id"));
        }

        var kind = isOfContract ? id : stated ?? "";
        var blank = isOfContract ? Blank(id) : new SourceRecord { Id = id, Kind = kind };
        return ReadFields(fields, blank, stored?.Find(id)) with { Names = fields.Texts("names") };
    }

    private static SourceRecord ReadFields(SourceFields fields, SourceRecord blank, SourceRecord? stored)
    {
        var endpoint = fields.Text("endpoint") ?? blank.Endpoint;

        // A stored secret goes nowhere else than where it was given for.
        var isThere = stored is not null && SameHost(stored.Endpoint, endpoint) && stored.TokenUrl == fields.Text("token_url");
        var known = isThere ? stored : null;
        return blank with
        {
            Name = fields.Text("name"),
            Endpoint = endpoint,
            Enabled = fields.Flag("enabled") ?? false,
            SyncOnStartup = fields.Flag("sync_on_startup") ?? false,
            IntervalMinutes = fields.Number("sync_interval_minutes"),
            Cron = fields.Text("cron"),
            TagFilters = fields.Texts("tag_filters"),
            RemovesMissing = fields.Flag("remove_missing") ?? false,
            SwitchesOn = fields.Flag("enable_new"),
            Token = fields.Secret("token", known?.Token, known is not null),
            TokenUrl = fields.Text("token_url"),
            ClientId = fields.Text("client_id"),
            ClientSecret = fields.Secret("client_secret", known?.ClientSecret, known is not null),
            RefreshToken = fields.Secret("refresh_token", known?.RefreshToken, known is not null),
            AuthEnvVar = fields.Text("auth_env_var"),
        };
    }

    private static bool SameHost(string left, string right) =>
        Uri.TryCreate(left, UriKind.Absolute, out var one)
        && Uri.TryCreate(right, UriKind.Absolute, out var other)
        && one.GetLeftPart(UriPartial.Authority) == other.GetLeftPart(UriPartial.Authority);

    private static string? Masked(string? secret) => secret is null ? null : Mask;
}
