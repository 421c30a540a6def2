using System.Text.Json;
using McpGateway.Core.Agents;
using McpGateway.Core.Agents.Directory;
using McpGateway.Core.Agents.Operations;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using McpGateway.Tests.Agents.Cards;
using McpGateway.Tests.Registry.Servers;

namespace McpGateway.Tests.Agents.Operations;

public sealed class AgentOperationTests : IAsyncLifetime
{
    private AgentWorld _world = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _world = await AgentWorld.StartAsync();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Theory]
    [InlineData("publisher", "/mine", null)]
    [InlineData("publisher", "/Mine", ErrorKind.Forbidden)]
    [InlineData("publisher", "/elsewhere", ErrorKind.Forbidden)]
    [InlineData("lister", "/mine", ErrorKind.Forbidden)]
    [InlineData("manager", "/mine", ErrorKind.Forbidden)]
    [InlineData("outsider", "/mine", ErrorKind.Forbidden)]
    [InlineData("admin", "/anything", null)]
    public async Task Register_ByPermission_IsAllowedAsStated(string caller, string path, ErrorKind? refusal) =>
        Assert.Equal(refusal, (await _world.RegisterAsync(caller, path)).Error?.Kind);

    [Theory]
    [InlineData("/taken")]
    [InlineData("/TAKEN")]
    [InlineData("/taken/below")]
    [InlineData("/team")]
    [InlineData("/server")]
    [InlineData("/Server")]
    [InlineData("/group")]
    public async Task Register_PathOfAnother_IsAConflict(string path)
    {
        await _world.RegisterAsync("owner", "/taken");
        await _world.RegisterAsync("owner", "/team/reviewer");
        await _world.CommitAsync(new DocumentBatch()
            .Put(ServerRepository.Servers, "/server", Records.Server("/server/"), null)
            .Put(ServerRepository.Servers, "/group/server", Records.Server("/group/server"), null));

        var outcome = await _world.RegisterAsync("admin", path);

        Assert.Equal((ErrorKind.Conflict, AgentErrors.PathTaken), (outcome.Error?.Kind, outcome.Error?.Code));
    }

    [Theory]
    [InlineData("/agent", true)]
    [InlineData("/Agent/", true)]
    [InlineData("/agent/tools-of-it", true)]
    [InlineData("/agents", false)]
    public async Task RegisterServer_PathOfAnAgent_IsRefused(string path, bool isRefused)
    {
        await _world.RegisterAsync("owner", "/agent");
        var draft = new ServerRegistration
        {
            Path = path,
            Name = "A server",
            Description = "d",
            ProxyPassUrl = "http://127.0.0.1:9/mcp",
            SupportedTransports = [ServerTransport.StreamableHttp],
        };

        var outcome = await _world.Get<RegisterServer>().ExecuteAsync(
            AgentWorld.Caller("admin"), draft, new RegisterMode(Overwrite: true), Cancellation);

        Assert.Equal(isRefused, outcome.Error?.Fields.Any(static field => field.Field == "path") == true);
    }

    [Fact]
    public async Task Register_ServerCommitsMeanwhile_DoesNotTakeThePath()
    {
        // Judged before the other one committed: the commit itself must fail.
        var batch = new DocumentBatch();
        AgentPaths.AssertNoServer("/both", batch);
        await _world.CommitAsync(new DocumentBatch().Put(ServerRepository.Servers, "/both", Records.Server("/both"), null));
        batch.Put(AgentRepository.Agents, "/both", (await StoredAfterAsync("/else")) with { Path = "/both" }, DocumentBatch.Absent);

        var committed = await _world.Get<DocumentStore>().CommitAsync(batch, Cancellation);

        Assert.Equal(ErrorKind.Conflict, committed.Error?.Kind);
        Assert.Null(await _world.StoredAsync("/both"));
    }

    [Theory]
    [InlineData("http://169.254.169.254/latest/meta-data")]
    [InlineData("http://[fd00:ec2::254]/")]
    [InlineData("http://[::ffff:169.254.169.254]/")]
    public async Task Register_MetadataAddress_IsRefused(string url)
    {
        var outcome = await _world.RegisterAsync("owner", "/x", draft => draft with { Card = TestCards.Minimal(url: url).Element() });

        Assert.Equal("url", Assert.Single(outcome.Error!.Fields).Field);
    }

    [Theory]
    [InlineData("http://169.254.169.254/")]
    [InlineData("javascript:alert(1)")]
    [InlineData("not an address")]
    public async Task Register_CardUrlThatMayNotBeAsked_IsRefused(string url)
    {
        var outcome = await _world.RegisterAsync("owner", "/x", draft => draft with { Card = null, CardUrl = url });

        Assert.Equal("card_url", Assert.Single(outcome.Error!.Fields).Field);
    }

    [Fact]
    public async Task Register_StrangerWithCardUrl_AsksNobody()
    {
        var outcome = await _world.RegisterAsync(
            "lister", "/x", static draft => draft with { Card = null, CardUrl = "http://127.0.0.1:9/" });

        Assert.Equal(ErrorKind.Forbidden, outcome.Error?.Kind);
    }

    [Fact]
    public async Task Register_LargeCard_IsRefused()
    {
        var card = TestCards.Minimal().With("junk", new string('x', 300_000));

        var outcome = await _world.RegisterAsync("owner", "/x", draft => draft with { Card = card.Element() });

        Assert.Equal(AgentErrors.Card, outcome.Error?.Code);
    }

    [Theory]
    [InlineData("admin", "trusted", "trusted", false)]
    [InlineData("owner", "trusted", "unverified", true)]
    [InlineData("owner", "unverified", "unverified", false)]
    public async Task Register_TrustLevel_IsGivenByAdministrators(string caller, string stated, string stored, bool warns)
    {
        var outcome = await _world.RegisterAsync(caller, "/x", draft => draft with { TrustLevel = stated });

        Assert.Equal((stored, warns), (outcome.Value!.Entry.Agent.TrustLevel, outcome.Value.Warnings.Count > 0));
    }

    [Theory]
    [InlineData("secret", null, "visibility")]
    [InlineData("group-restricted", null, "allowed_groups")]
    [InlineData("group", "", "allowed_groups")]
    public async Task Register_VisibilityThatDoesNotFit_NamesTheField(string visibility, string? group, string field)
    {
        var outcome = await _world.RegisterAsync(
            "owner", "/x", draft => draft with { Visibility = visibility, AllowedGroups = group is null ? null : [group] });

        Assert.Contains(outcome.Error!.Fields, problem => problem.Field == field);
    }

    [Fact]
    public async Task Update_StatedPartly_KeepsTheRest()
    {
        await _world.RegisterAsync("owner", "/x", static draft => draft with
        {
            Visibility = "private",
            Tags = ["one"],
            License = "MIT",
            Status = "beta",
        });
        await _world.Get<RateAgent>().ExecuteAsync(AgentWorld.Caller("owner"), "/x", 5, Cancellation);
        await _world.Get<ToggleAgent>().ExecuteAsync(AgentWorld.Caller("owner"), "/x", true, Cancellation);

        var outcome = await _world.Get<UpdateAgent>().ExecuteAsync(
            AgentWorld.Caller("owner"), "x/", new() { Path = "/elsewhere", Card = TestCards.Version1().Element() }, Cancellation);

        Assert.Null(outcome.Error);
        var stored = (await _world.StoredAsync("/x"))!;
        Assert.Equal(
            ("private", "MIT", "beta", true, 5.0, "owner"),
            (stored.Visibility, stored.License, stored.Status, stored.IsEnabled, stored.Stars, stored.RegisteredBy));
        Assert.Equal("Recipe Agent", stored.DisplayName);
    }

    [Fact]
    public async Task Update_OfAnAgentThatSomebodyElseRegisteredAgain_IsRefused()
    {
        await _world.RegisterAsync("publisher", "/mine");
        await _world.Get<DeleteAgent>().ExecuteAsync(AgentWorld.Caller("publisher"), "/mine", Cancellation);
        await _world.RegisterAsync("owner", "/mine");

        var outcome = await _world.Get<UpdateAgent>().ExecuteAsync(
            AgentWorld.Caller("publisher"), "/mine", new() { Card = TestCards.Version1().Element() }, Cancellation);

        Assert.Equal(ErrorKind.Forbidden, outcome.Error?.Kind);
    }

    [Fact]
    public async Task Rate_ManyUsers_KeepsTheNewestHundred()
    {
        await _world.RegisterAsync("owner", "/x");
        var caller = AgentWorld.Caller("lister");
        for (var i = 0; i < 102; i++)
        {
            var someone = caller with { UserName = $"u{i}", Subject = $"local:u{i}" };
            Assert.Null((await _world.Get<RateAgent>().ExecuteAsync(someone, "/x", 3, Cancellation)).Error);
        }

        await _world.Get<RateAgent>().ExecuteAsync(caller with { UserName = "u101", Subject = "local:u101" }, "/x", 5, Cancellation);
        var ratings = (await _world.StoredAsync("/x"))!.Ratings;
        Assert.Equal((100, "u2", 5), (ratings.Count, ratings[0].User, ratings[^1].Rating));
        Assert.Equal(ErrorKind.Invalid, (await _world.Get<RateAgent>().ExecuteAsync(caller, "/x", 6, Cancellation)).Error?.Kind);
    }

    [Fact]
    public async Task BySkills_Scores_FollowTheContract()
    {
        await _world.RegisterAsync("admin", "/half", static draft => draft with { TrustLevel = "verified", Tags = ["qa"] });
        await _world.RegisterAsync("admin", "/off");
        await _world.Get<ToggleAgent>().ExecuteAsync(AgentWorld.Caller("admin"), "/half", true, Cancellation);

        var found = _world.Get<AgentDiscovery>().BySkills(AgentWorld.Caller("lister"), ["PYTHON REVIEW", "cook"], ["qa", "x"], 10).Value!;

        // 0.6 · 1/2 + 0.2 · 1/2 + 0.2 · 0.5
        var match = Assert.Single(found);
        Assert.Equal((0.5, "python review"), (match.Relevance, Assert.Single(match.Skills)));
        Assert.Equal(ErrorKind.Invalid, _world.Get<AgentDiscovery>().BySkills(AgentWorld.Caller("lister"), [" "], [], 10).Error?.Kind);
    }

    [Fact]
    public async Task Approve_PendingCard_TakesItOverByItsHash()
    {
        var stored = await StoredAfterAsync("/x");
        var changed = TestCards.Version03().With("description", "Other.").Element();
        var pending = new PendingCard(changed, "abc", DateTimeOffset.UnixEpoch, CardSignature.None);
        await _world.CommitAsync(new DocumentBatch().Put(
            AgentRepository.Agents, "/x", stored with { CardUrl = "https://agent.example/card.json", Pending = pending }, null));

        var review = _world.Get<ReviewCard>().Changes(AgentWorld.Caller("lister"), "/x").Value!;
        Assert.Equal(["description", "name"], review.Changes.Select(static change => change.Field));
        var wrong = await _world.Get<ReviewCard>().ApproveAsync(AgentWorld.Caller("owner"), "/x", "abd", Cancellation);
        Assert.Equal(ErrorKind.Conflict, wrong.Error?.Kind);

        var right = await _world.Get<ReviewCard>().ApproveAsync(AgentWorld.Caller("owner"), "/x", "ABC", Cancellation);
        Assert.Null(right.Error);
        Assert.Equal("Other.", _world.Get<AgentCatalog>().Current["/x"].Card.Description);
        Assert.Null((await _world.StoredAsync("/x"))!.Pending);
    }

    [Fact]
    public async Task Delete_Agent_TakesItsCredentialsAlong()
    {
        await _world.RegisterAsync("owner", "/x");
        await _world.CommitAsync(new DocumentBatch().Put(ServerRepository.Secrets, "/x", new() { Headers = [new("X-Key", "k")] }, null));

        await _world.Get<DeleteAgent>().ExecuteAsync(AgentWorld.Caller("owner"), "/x", Cancellation);

        Assert.Null(await _world.Get<ServerRepository>().FindSecretsAsync("/x", Cancellation));
        Assert.Null((await _world.RegisterAsync("owner", "/x")).Error);
    }

    [Fact]
    public async Task Register_UnknownMembers_AreStored()
    {
        var stored = await StoredAfterAsync("/x");

        Assert.Equal(JsonValueKind.Array, stored.Card.GetProperty("somethingNew").GetProperty("deep").ValueKind);
    }

    private async Task<AgentDocument> StoredAfterAsync(string path)
    {
        Assert.Null((await _world.RegisterAsync("owner", path)).Error);
        return (await _world.StoredAsync(path))!;
    }
}
