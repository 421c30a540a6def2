using System.Globalization;
using System.Net;
using McpGateway.Access.Decisions;
using McpGateway.Access.Groups;
using McpGateway.Foundation;
using McpGateway.Foundation.Http.Outbound;
using McpGateway.Identity.Entra.Graph;
using McpGateway.Identity.Providers;

namespace McpGateway.Identity.Entra;

/// <summary>
/// Who is in which groups of a tenant. A tenant is more than this gateway: somebody is only ever taken out of groups that mean something
/// here, so that a change of rights here cannot cost a mailing list or a licence.
/// </summary>
internal sealed class EntraMemberships(GraphClient graph, AccessSnapshotHolder policies, ProviderCatalog providers)
{
    private const int MaxGroups = 10_000;

    /// <summary>As many as Graph takes in one batch.</summary>
    private const int BatchSize = 20;

    /// <summary>The groups of one member, directly.</summary>
    /// <param name="kind">What the member is: <c>users</c> or <c>servicePrincipals</c>.</param>
    public async Task<Result<IReadOnlyList<GraphObject>>> OfAsync(string kind, string id, CancellationToken cancellationToken)
    {
        var call = GraphCall.Get(PathOf(kind, id), EntraPermissions.ReadMembers);
        var listed = await graph.ListAsync(call, GraphJsonContext.Default.Objects, MaxGroups, cancellationToken);
        return listed.IsSuccess ? listed.Value.Where(held => held.IsGroup).ToArray() : listed.Error;
    }

    /// <summary>
    /// The names of the groups of several members, in their order. Expanding them in the list itself is not reliable: Graph leaves some
    /// out.
    /// </summary>
    public async Task<Result<IReadOnlyList<IReadOnlyList<string>>>> NamesAsync(
        string kind, IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        var all = new List<IReadOnlyList<string>>(ids.Count);
        foreach (var chunk in ids.Chunk(BatchSize))
        {
            var names = await NamesOfChunkAsync(kind, chunk, cancellationToken);
            if (!names.IsSuccess)
            {
                return names.Error;
            }

            all.AddRange(names.Value);
        }

        return all;
    }

    /// <returns>Null when the member is in all of the groups now.</returns>
    public async Task<Error?> JoinAsync(string id, IEnumerable<DirectoryGroup> groups, CancellationToken cancellationToken)
    {
        foreach (var group in groups)
        {
            var call = GraphCall.Post(
                $"groups/{Uri.EscapeDataString(group.Id)}/members/$ref",
                new MemberBody(graph.ReferenceTo(id)),
                GraphJsonContext.Default.MemberBody,
                EntraPermissions.WriteMembers) with
            { IsAboutSomethingNew = true };
            var answer = await graph.SendAsync(call, cancellationToken);
            if (!answer.IsSuccess)
            {
                return answer.Error;
            }

            if (!answer.Value.IsSuccess && !IsMemberAlready(answer.Value))
            {
                return GraphErrors.Of(answer.Value, call);
            }
        }

        return null;
    }

    /// <summary>Moves a member into exactly these groups, as far as groups mean something here.</summary>
    /// <returns>The names of the groups afterwards.</returns>
    public async Task<Result<IReadOnlyList<string>>> RegroupAsync(
        string kind, string id, IReadOnlyList<DirectoryGroup> wanted, CancellationToken cancellationToken)
    {
        var held = await OfAsync(kind, id, cancellationToken);
        if (!held.IsSuccess)
        {
            return held.Error;
        }

        var kept = new List<GraphObject>();
        foreach (var group in held.Value)
        {
            if (wanted.Any(one => one.Id == group.Id) || !MeansSomething(group))
            {
                kept.Add(group);
            }
            else if (await LeaveAsync(id, group, cancellationToken) is { } error)
            {
                return error;
            }
        }

        var missing = wanted.Where(one => kept.All(group => group.Id != one.Id)).ToArray();
        return await JoinAsync(id, missing, cancellationToken) is { } notJoined
            ? notJoined
            : kept.Select(NameOf).Concat(missing.Select(group => group.Name)).ToArray();
    }

    public static string NameOf(GraphObject group) => string.IsNullOrEmpty(group.DisplayName) ? group.Id : group.DisplayName;

    private async Task<Result<IReadOnlyList<IReadOnlyList<string>>>> NamesOfChunkAsync(
        string kind, string[] ids, CancellationToken cancellationToken)
    {
        var reads = ids.Select((id, index) => new BatchRead(index.ToString(CultureInfo.InvariantCulture), "GET", "/" + PathOf(kind, id)))
            .ToArray();
        var answered = await graph.SendAsync(
            GraphCall.Post("$batch", new BatchBody(reads), GraphJsonContext.Default.BatchBody, EntraPermissions.ReadMembers),
            GraphJsonContext.Default.BatchAnswer,
            cancellationToken);
        if (!answered.IsSuccess)
        {
            return answered.Error;
        }

        var names = new List<IReadOnlyList<string>>(ids.Length);
        for (var index = 0; index < ids.Length; index++)
        {
            var part = answered.Value.Responses.FirstOrDefault(one => one.Id == reads[index].Id);
            if (part is { Status: (int)HttpStatusCode.NotFound })
            {
                names.Add([]); // deleted while the list was being made
                continue;
            }

            var page = part is { Status: (int)HttpStatusCode.OK } ? GraphClient.Read(part.Body, GraphJsonContext.Default.Objects) : null;
            if (page is not { NextLink: null })
            {
                // More than one page, or refused for now: asked for alone, with everything that goes with it.
                var alone = await OfAsync(kind, ids[index], cancellationToken);
                if (!alone.IsSuccess)
                {
                    return alone.Error;
                }

                names.Add([.. alone.Value.Select(NameOf)]);
                continue;
            }

            names.Add([.. page.Value.Where(held => held.IsGroup).Select(NameOf)]);
        }

        return names;
    }

    private Task<Error?> LeaveAsync(string id, GraphObject group, CancellationToken cancellationToken) => graph.ChangeAsync(
        GraphCall.Delete($"groups/{Uri.EscapeDataString(group.Id)}/members/{Uri.EscapeDataString(id)}/$ref", EntraPermissions.WriteMembers),
        cancellationToken,
        missingIsDone: true);

    private bool MeansSomething(GraphObject group)
    {
        var mapped = providers.All.Where(provider => provider.Kind == ProviderKind.Entra)
            .SelectMany(provider => provider.GroupMappings.Keys);
        return policies.Current.Groups.Contains(group.Id) || policies.Current.Groups.Contains(NameOf(group)) || mapped.Contains(group.Id);
    }

    private static string PathOf(string kind, string id) => $"{kind}/{Uri.EscapeDataString(id)}/memberOf?$select=id,displayName&$top=999";

    private static bool IsMemberAlready(OutboundAnswer answer) =>
        answer.Status == HttpStatusCode.BadRequest && GraphErrors.MessageOf(answer).Contains("already exist", StringComparison.Ordinal);
}
