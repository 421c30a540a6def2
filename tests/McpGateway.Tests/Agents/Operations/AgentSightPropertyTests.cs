using FsCheck;
using FsCheck.Fluent;
using McpGateway.Core.Agents;
using McpGateway.Core.Agents.Directory;
using McpGateway.Core.Discovery.Indexing;
using McpGateway.Core.Discovery.Search;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using McpGateway.Tests.Agents.Cards;

namespace McpGateway.Tests.Agents.Operations;

/// <summary>What is listed can be got and found, and nothing else: for random agents and callers.</summary>
public sealed class AgentSightPropertyTests
{
    private static readonly Gen<string[]> Paths = Gen.OneOf(
        Gen.Constant<string[]>([]), Gen.Constant<string[]>(["all"]), Gen.Choose(0, 9).Select(static i => $"/agent{i}").ListOf().Select(
            static paths => paths.Distinct().ToArray()));

    private static readonly Gen<string[]> Groups = Gen.Elements("red", "green", "blue").ListOf()
        .Select(static groups => groups.Distinct().ToArray());

    private static readonly Gen<Caller> Someone =
        from list in Paths
        from get in Paths
        from groups in Groups
        from subject in Gen.Choose(0, 3)
        from isAdmin in Gen.Choose(0, 9)
        select new Caller
        {
            UserName = "somebody",
            Subject = $"local:{subject}",
            Groups = groups,
            Scopes = [],
            AuthMethod = "traditional",
            Provider = "local",
            Permissions = new()
            {
                IsAdmin = isAdmin == 0,
                AccessibleServers = [],
                UiPermissions = new Dictionary<string, IReadOnlyList<string>>
                {
                    [AgentPermissions.List] = list,
                    [AgentPermissions.Get] = get,
                },
            },
        };

    private static readonly Gen<AgentDocument> Agent =
        from number in Gen.Choose(0, 9)
        from visibility in Gen.Elements("public", "private", "group-restricted")
        from groups in Groups
        from owner in Gen.Choose(0, 3)
        from isEnabled in Gen.Elements(true, false)
        let card = TestCards.Version03().With("name", $"agent{number}").Element()
        select new AgentDocument
        {
            Path = $"/agent{number}",
            Card = card,
            CardHash = "h",
            Visibility = visibility,
            AllowedGroups = groups,
            IsEnabled = isEnabled,
            RegisteredBy = "somebody",
            OwnerSubject = $"local:{owner}",
            RegisteredAt = DateTimeOffset.UnixEpoch,
            UpdatedAt = DateTimeOffset.UnixEpoch,
        };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Agents_AnyCaller_AreListedGotAndFoundAlike()
    {
        await using var world = await AgentWorld.StartAsync();
        var cases = from agents in Agent.ListOf() from callers in Someone.ListOf(5) select (agents, callers);
        foreach (var (agents, callers) in cases.Sample(40))
        {
            var present = agents.DistinctBy(static agent => agent.Path).ToArray();
            await ReplaceAsync(world, present);
            foreach (var caller in callers)
            {
                string[] listed = [.. world.Get<AgentQueries>().List(caller, new()).Select(static entry => entry.Agent.Path)];
                var got = present.Select(static agent => agent.Path)
                    .Where(path => world.Get<AgentQueries>().Find(caller, path).IsSuccess);
                var found = await world.Get<AgentSearch>().SearchAsync(
                    caller, new() { Query = "python", MaxResults = 100, IncludesDisabled = true }, Cancellation);

                Assert.Equal(got.Order(StringComparer.Ordinal), listed);
                Assert.Equal(listed, found.Value!.Agents.Select(static agent => agent.Entry.Agent.Path).Order(StringComparer.Ordinal));
                Assert.Equal(
                    present.Where(agent => IsSeen(caller, agent)).Select(static agent => agent.Path).Order(StringComparer.Ordinal), listed);
            }
        }
    }

    /// <summary>The rule, read plainly.</summary>
    private static bool IsSeen(Caller caller, AgentDocument agent)
    {
        var named = caller.Permissions.UiPermissions.Values.SelectMany(static paths => paths).ToArray();
        return caller.Permissions.IsAdmin
            || caller.Subject == agent.OwnerSubject
            || ((named.Contains("all") || named.Contains(agent.Path))
                && (agent.Visibility == "public"
                    || (agent.Visibility == "group-restricted" && caller.Groups.Intersect(agent.AllowedGroups).Any())));
    }

    private static async Task ReplaceAsync(AgentWorld world, AgentDocument[] agents)
    {
        var batch = new DocumentBatch();
        var kept = agents.Select(static agent => agent.Path);
        foreach (var key in world.Get<AgentCatalog>().Current.Keys.Except(kept, StringComparer.Ordinal))
        {
            batch.Delete(AgentRepository.Agents, key, null);
        }

        foreach (var agent in agents)
        {
            batch.Put(AgentRepository.Agents, agent.Path, agent, null);
        }

        if (batch.Writes.Count > 0)
        {
            await world.CommitAsync(batch);
        }

        await world.Get<SearchIndexChangeHandler>().FlushAsync(Cancellation);
    }
}
