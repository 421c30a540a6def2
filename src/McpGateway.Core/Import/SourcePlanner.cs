using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Core.Federation;
using McpGateway.Core.Federation.Config;
using McpGateway.Core.Federation.Sources;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;

namespace McpGateway.Core.Import;

/// <summary>
/// Sources of the federation, each by itself, as the configuration's own rules judge them. One that would bring in more here than there is
/// taken over switched off.
/// </summary>
internal sealed class SourcePlanner(FederationConfigs configs) : IItemPlanner
{
    /// <summary>Members that say nothing of what comes and when.</summary>
    private static readonly string[] Unused =
        ["id", "_id", "config_id", "peer_id", "servers", "agents", "created_at", "updated_at", "source", "version"];

    public string Sort => ItemSorts.Federation;

    public async Task<Result<ItemPlan>> PlanAsync(
        Caller caller, SourceItem item, DocumentBatch batch, CancellationToken cancellationToken)
    {
        var remarks = new List<string>();
        var read = item.Section is null ? FormerPeer.Read(item, remarks) : Section(item, remarks);
        if (!read.IsSuccess)
        {
            return read.Error;
        }

        var source = Narrowed(read.Value, remarks);
        var config = item.Config!;
        var current = (await configs.FindAsync(config, cancellationToken))?.Find(source.Id);
        if (await configs.PlanSourceAsync(config, source, batch, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        var (stored, planned) = (current is null ? null : HashOf(current), HashOf(source));
        return new ItemPlan(
            FederationConfigRecord.KeyOf(config, source.Id), stored != planned && IsBlank(source.Id, stored) ? null : stored, planned,
            remarks);
    }

    private static Result<SourceRecord> Section(SourceItem item, List<string> remarks)
    {
        var id = item.Section!;
        if (id is not (SourceKinds.Registry or SourceKinds.Asor))
        {
            var one = ConfigDocument.ReadOne(item.Content, id, null);
            return one.IsSuccess ? Told(one.Value, item, remarks) : one.Error;
        }

        var config = new JsonObject { [id] = JsonNode.Parse(item.Content.GetRawText()) };
        var stated = ConfigDocument.Read(JsonElement.Parse(config.ToJsonString()), null);
        return stated.IsSuccess ? Told(stated.Value.First(known => known.Id == id), item, remarks) : stated.Error;
    }

    private static SourceRecord Told(SourceRecord source, SourceItem item, List<string> remarks)
    {
        var known = ConfigDocument.WriteSource(source);
        Name(item.Content.EnumerateObject().Where(member => !known.ContainsKey(member.Name)), remarks);
        return source;
    }

    /// <summary>Names what of a source is stated and has no place here.</summary>
    internal static void Name(IEnumerable<JsonProperty> members, List<string> remarks)
    {
        var left = members.Where(static member => !Unused.Contains(member.Name)
            && member.Value.ValueKind is not (JsonValueKind.Null or JsonValueKind.False or JsonValueKind.Undefined)
            && !(member.Value.ValueKind == JsonValueKind.Array && member.Value.GetArrayLength() == 0)
            && !(member.Value.ValueKind == JsonValueKind.String && member.Value.GetString()!.Length == 0)).ToArray();
        if (left.Length > 0)
        {
            remarks.Add($"Not taken over: {string.Join(", ", left.Select(static member => LogText.Clean(member.Name)))}");
        }
    }

    private static SourceRecord Narrowed(SourceRecord source, List<string> remarks)
    {
        if (source is { Id: SourceKinds.Registry, Enabled: true, Names.Count: 0 })
        {
            remarks.Add("It is switched off here: it names no servers, which meant none there and means all of them here");
            source = source with { Enabled = false };
        }

        if (source.AuthEnvVar is { } variable && !SourceCredentials.MayName(variable))
        {
            remarks.Add(
                $"It is switched off here: auth_env_var '{LogText.Clean(variable)}' may not be named. Give the variable a name that begins "
                    + "with ASOR_, WORKDAY_ or FEDERATION_, or state the credentials");
            source = source with { Enabled = false, AuthEnvVar = null };
        }

        return source;
    }

    /// <summary>The sections of the contract stand in every configuration, also where nobody configured them.</summary>
    private static bool IsBlank(string id, string? hash) =>
        id is SourceKinds.Registry or SourceKinds.Asor && hash == HashOf(ConfigDocument.Blank(id));

    private static string HashOf(SourceRecord source) => DocumentHash.Of(
        FederationRepository.Configs, new FederationConfigRecord { Sources = [source], CreatedAt = default, UpdatedAt = default });
}
