using System.Text.Json;
using McpGateway.Contracts.Audit;
using McpGateway.Foundation;
using McpGateway.Foundation.Auditing;
using McpGateway.Foundation.Documents;
using McpGateway.Storage.Sql;

namespace McpGateway.Tests.Storage.Contracts;

/// <summary>What every store does with the audit.</summary>
public abstract class AuditTrailContract : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private AuditStoreRig Rig { get; set; } = null!;

    public async ValueTask InitializeAsync() => Rig = await CreateAsync();

    public abstract ValueTask DisposeAsync();

    internal abstract Task<AuditStoreRig> CreateAsync();

    [Fact]
    public async Task Append_SeveralStreams_NumbersEachAndChainsIt()
    {
        await Rig.Trail.AppendAsync([Event("sign_in", "ann"), Event("registry_api", "bob"), Event("sign_in", "cy")], Cancel);
        await Rig.Trail.AppendAsync([Event("sign_in", "dee")], Cancel);

        var rows = await Rig.Trail.ReadAsync("sign_in", 0, 10, Cancel);
        Assert.Equal([1L, 2, 3], rows.Select(static row => row.Number));
        Assert.Equal(["ann", "cy", "dee"], rows.Select(static row => AuditEvent.Of(row.Body).Identity.Username));
        Assert.Equal(AuditChain.Start, AuditEvent.Of(rows[0].Body).Previous);
        Assert.Equal(rows[0].Hash, AuditEvent.Of(rows[1].Body).Previous);
        Assert.All(rows, static row => Assert.True(row.IsConsistent() && row.Hash == AuditChain.HashOf(row.Body)));
        Assert.Equal(
            [("registry_api", 1L), ("sign_in", 3L), ("token_mint", 0L)],
            (await Rig.Trail.ReadHeadsAsync(Cancel)).Select(static head => (head.Stream, head.Number)));
        Assert.True((await VerifyAsync()).IsIntact);
    }

    /// <summary>Whoever lost the connection during an append brings the same events again, and perhaps a newer one with them.</summary>
    [Fact]
    public async Task Append_BroughtAgain_IsThereOnce()
    {
        var (first, second) = (Event("sign_in", "ann") with { EventId = "1" }, Event("sign_in", "ann") with { EventId = "2" });
        var other = Event("registry_api", "ann") with { EventId = "1" };
        await Rig.Trail.AppendAsync([first, other, second], Cancel);

        await Rig.Trail.AppendAsync([first, other, second], Cancel);
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ =>
            Rig.Trail.AppendAsync([second, Event("sign_in", "bob", at: 1) with { EventId = "3" }], Cancel)));

        Assert.Equal(
            ["1", "2", "3"],
            (await Rig.Trail.ReadAsync("sign_in", 0, 100, Cancel)).Select(static row => AuditEvent.Of(row.Body).EventId));
        Assert.Single(await Rig.Trail.ReadAsync("registry_api", 0, 100, Cancel));
        Assert.True((await VerifyAsync()).IsIntact);
    }

    [Fact]
    public async Task Append_StreamThatNoReleaseKnewBefore_BeginsIt()
    {
        await Rig.Trail.AppendAsync([Event("something_new", "ann")], Cancel);

        Assert.Equal(1, Assert.Single(await Rig.Trail.ReadAsync("something_new", 0, 10, Cancel)).Number);
    }

    [Fact]
    public async Task Append_TextThatIsHostile_RoundTrips()
    {
        var name = "a\0b\ud800'\"\u202e<script>ü 🔑";
        await Rig.Trail.AppendAsync([Event("sign_in", name)], Cancel);

        var row = Assert.Single(await Rig.Trail.ReadAsync("sign_in", 0, 10, Cancel));
        Assert.True(row.IsConsistent());
        Assert.Contains("<script>ü 🔑", AuditEvent.Of(row.Body).Identity.Username, StringComparison.Ordinal);
        Assert.True((await VerifyAsync()).IsIntact);
    }

    [Fact]
    public async Task Append_ManyAtOnce_LeavesNoGapAndNoFork()
    {
        await Task.WhenAll(Enumerable.Range(0, 40).Select(number => Rig.Trail.AppendAsync(
            [Event("sign_in", $"user{number}"), Event("token_mint", $"user{number}")], Cancel)));

        Assert.Equal(40, (await Rig.Trail.ReadAsync("sign_in", 0, 100, Cancel)).Count);
        Assert.True((await VerifyAsync()).IsIntact);
    }

    [Fact]
    public async Task Commit_Audited_HasItsEventsWithBeforeAndRevision()
    {
        var audit = new RecordingAudit();
        await CommitAsync(new DocumentBatch().Put(Notes.Plain, "a", new("one"), DocumentBatch.Absent), audit);
        await CommitAsync(new DocumentBatch().Put(Notes.Plain, "a", new("two"), 1).Delete(Notes.Plain, "missing", null), audit);

        Assert.Equal([null, true], audit.Befores.Select(static before => before?.Contains("\"one\"", StringComparison.Ordinal)));
        var rows = await Rig.Trail.ReadAsync("registry_api", 0, 10, Cancel);
        Assert.Equal([1L, 2], rows.Select(static row => AuditEvent.Of(row.Body).Action.Revision));
    }

    [Fact]
    public async Task Commit_Refused_LeavesNothingInTheAudit()
    {
        var audit = new RecordingAudit();
        await CommitAsync(new DocumentBatch().Put(Notes.Plain, "a", new("one"), DocumentBatch.Absent), audit);

        var batch = new DocumentBatch().Put(Notes.Plain, "b", new("new"), DocumentBatch.Absent).Put(Notes.Plain, "a", new("two"), 7);
        batch.Audit = audit;
        Assert.Equal(ErrorKind.Conflict, (await Rig.Documents.CommitAsync(batch, Cancel)).Error?.Kind);

        Assert.Single(await Rig.Trail.ReadAsync("registry_api", 0, 10, Cancel));
        Assert.True((await VerifyAsync()).IsIntact);
    }

    [Fact]
    public async Task Commit_AuditThatFails_CommitsNothing()
    {
        var batch = new DocumentBatch().Put(Notes.Plain, "a", new("one"), DocumentBatch.Absent);
        batch.Audit = new RecordingAudit { Fails = true };

        await Assert.ThrowsAnyAsync<Exception>(() => Rig.Documents.CommitAsync(batch, Cancel));

        Assert.Null(await Rig.Documents.FindAsync(Notes.Plain, "a", Cancel));
        Assert.Empty(await Rig.Trail.ReadAsync("registry_api", 0, 10, Cancel));
    }

    [Fact]
    public async Task Query_Filters_FindWhatMatches()
    {
        await Rig.Trail.AppendAsync(
        [
            Event("registry_api", "ann", "create", "server", "time", at: 0),
            Event("registry_api", "bob", "delete", "server", "time", at: 1) with
            {
                Response = new() { Outcome = "denied", StatusCode = 403, Reason = "50% of a_b\\c" },
                Authorization = new() { Decision = "DENY" },
                RequestId = "r1",
                Request = new() { ClientIp = "203.0.113.7" },
            },
            Event("sign_in", "ann", "login", "session", "x", at: 2),
        ], Cancel);

        await FindsAsync(new(), "ann login", "bob delete", "ann create");
        await FindsAsync(new() { User = "ann", Stream = "registry_api" }, "ann create");
        await FindsAsync(new() { Operation = "delete" }, "bob delete");
        await FindsAsync(new() { ResourceType = "server", ResourceId = "time" }, "bob delete", "ann create");
        await FindsAsync(new() { Outcome = "denied" }, "bob delete");
        await FindsAsync(new() { Decision = "DENY" }, "bob delete");
        await FindsAsync(new() { StatusMin = 400, StatusMax = 499 }, "bob delete");
        await FindsAsync(new() { StatusMin = 500 });
        await FindsAsync(new() { ClientIp = "203.0.113.7" }, "bob delete");
        await FindsAsync(new() { RequestId = "r1" }, "bob delete");
        await FindsAsync(new() { Text = "OF A_b\\C" }, "bob delete");
        await FindsAsync(new() { Text = "5_% of" });
        await FindsAsync(new() { From = Start.AddSeconds(1), To = Start.AddSeconds(2) }, "bob delete");
    }

    [Fact]
    public async Task Query_Pages_GiveEachEventOnce()
    {
        await Rig.Trail.AppendAsync([.. Enumerable.Range(0, 25).Select(number => Event("sign_in", $"u{number}", at: number / 10))], Cancel);

        var found = new List<string>();
        string? cursor = null;
        do
        {
            var page = await Rig.Trail.QueryAsync(new(), cursor, 10, Cancel);
            found.AddRange(page.Value!.Rows.Select(static row => AuditEvent.Of(row.Body).Identity.Username));
            cursor = page.Value.Next;
        }
        while (cursor is not null);

        Assert.Equal(Enumerable.Range(0, 25).Reverse().Select(static number => $"u{number}"), found);
        Assert.Equal(ErrorKind.Invalid, (await Rig.Trail.QueryAsync(new(), "no cursor", 10, Cancel)).Error?.Kind);
        Assert.Equal(ErrorKind.Invalid, (await Rig.Trail.QueryAsync(new(), null, 0, Cancel)).Error?.Kind);
    }

    [Fact]
    public async Task Count_Events_CountsWhatIsTheSame()
    {
        await Rig.Trail.AppendAsync([Event("sign_in", "ann"), Event("sign_in", "cy"), Event("token_mint", "bob", "mint")], Cancel);

        Assert.Equal(
            [
                new("sign_in", "success", "NOT_REQUIRED", "test", "thing", 2),
                new("token_mint", "success", "NOT_REQUIRED", "mint", "thing", 1),
            ],
            (await Rig.Trail.CountAsync(new(), Cancel)).OrderBy(static tally => tally.Stream, StringComparer.Ordinal));
        Assert.Empty(await Rig.Trail.CountAsync(new() { User = "nobody" }, Cancel));
    }

    [Fact]
    public async Task CountUsers_Events_GivesTheMostFrequentFirst()
    {
        await Rig.Trail.AppendAsync([Event("sign_in", "ann"), Event("sign_in", "ann"), Event("token_mint", "bob")], Cancel);

        Assert.Equal([new("ann", 2), new("bob", 1)], await Rig.Trail.CountUsersAsync(new(), 10, Cancel));
        Assert.Equal([new("ann", 2)], await Rig.Trail.CountUsersAsync(new(), 1, Cancel));
        Assert.Empty(await Rig.Trail.CountUsersAsync(new() { Operation = "nothing" }, 10, Cancel));
    }

    [Fact]
    public async Task FindNewestStatement_OfAStream_IsTheOneAboutItsNewestEvent()
    {
        await Rig.Trail.AddStatementAsync(new("sign_in", 9, Start, "checkpoint", "a"), Cancel);
        await Rig.Trail.AddStatementAsync(new("sign_in", 600, Start.AddMinutes(1), "checkpoint", "b"), Cancel);
        await Rig.Trail.AddStatementAsync(new("sign_in", 600, Start.AddMinutes(3), "retention", "c"), Cancel);
        await Rig.Trail.AddStatementAsync(new("token_mint", 700, Start, "checkpoint", "d"), Cancel);

        Assert.Equal(
            new("sign_in", 600, Start.AddMinutes(1), "checkpoint", "b"), await Rig.Trail.FindNewestStatementAsync("sign_in", null, Cancel));
        Assert.Equal("b", (await Rig.Trail.FindNewestStatementAsync("sign_in", Start.AddMinutes(1), Cancel))?.Statement);
        Assert.Equal("a", (await Rig.Trail.FindNewestStatementAsync("sign_in", Start.AddSeconds(59), Cancel))?.Statement);
        Assert.Null(await Rig.Trail.FindNewestStatementAsync("sign_in", Start.AddSeconds(-1), Cancel));
        Assert.Null(await Rig.Trail.FindNewestStatementAsync("registry_api", null, Cancel));
    }

    [Fact]
    public async Task Remove_OldEvents_LeavesTheRest()
    {
        await Rig.Trail.AppendAsync([.. Enumerable.Range(0, 1_203).Select(number => Event("sign_in", $"u{number}"))], Cancel);
        await Rig.Trail.AddStatementAsync(new("sign_in", 600, Start, "checkpoint", "a"), Cancel);
        await Rig.Trail.AddStatementAsync(new("sign_in", 1_201, Start, "checkpoint", "b"), Cancel);

        Assert.Equal(1_201, await Rig.Trail.RemoveAsync("sign_in", 1_201, Cancel));
        Assert.Equal(0, await Rig.Trail.RemoveAsync("sign_in", 1_201, Cancel));

        Assert.Equal([1_202L, 1_203], (await Rig.Trail.ReadAsync("sign_in", 0, 10, Cancel)).Select(static row => row.Number));
        Assert.Equal("b", Assert.Single(await Rig.Trail.ListStatementsAsync(Cancel)).Statement);
    }

    [Fact]
    public async Task Deliveries_OfSeveralReceivers_AreKeptApart()
    {
        await Rig.Trail.WriteDeliveryAsync("syslog", "sign_in", new(5, 0), Cancel);
        await Rig.Trail.WriteDeliveryAsync("syslog", "sign_in", new(9, 2), Cancel);
        await Rig.Trail.WriteDeliveryAsync("http", "sign_in", new(1, 0), Cancel);

        Assert.Equal(new(9, 2), (await Rig.Trail.ReadDeliveriesAsync("syslog", Cancel))["sign_in"]);
        Assert.Empty(await Rig.Trail.ReadDeliveriesAsync("otlp", Cancel));
    }

    /// <summary>Every column and every part of the body, changed outside of the product: the event is named.</summary>
    [Theory]
    [InlineData(AuditTampering.Body, 3)]
    [InlineData(AuditTampering.Hash, 3)]
    [InlineData(AuditTampering.User, 3)]
    [InlineData(AuditTampering.Time, 3)]
    [InlineData(AuditTampering.RemoveMiddle, 3)]
    [InlineData(AuditTampering.RemoveFirst, 1)]
    [InlineData(AuditTampering.RemoveLast, 5)]
    [InlineData(AuditTampering.RemoveAll, 1)]
    public async Task Verify_RowChangedFromOutside_IsNamed(AuditTampering tampering, long expected)
    {
        await Rig.Trail.AppendAsync([.. Enumerable.Range(0, 5).Select(number => Event("sign_in", $"u{number}"))], Cancel);
        await Rig.Tamper(tampering);

        var finding = Assert.Single((await VerifyAsync()).Findings);

        Assert.Equal(("sign_in", (long?)expected), (finding.Stream, finding.Number));
    }

    private static AuditEvent Event(
        string stream, string user, string operation = "test", string type = "thing", string id = "1", int at = 0) => new()
        {
            LogType = stream,
            Timestamp = Start.AddSeconds(at),
            Identity = new() { Username = user },
            Response = new() { Outcome = AuditOutcomes.Success },
            Action = new() { Operation = operation, ResourceType = type, ResourceId = id },
            Authorization = new() { Decision = AuditDecisions.NotRequired },
        };

    private async Task CommitAsync(DocumentBatch batch, ICommitAudit audit)
    {
        batch.Audit = audit;
        Assert.True((await Rig.Documents.CommitAsync(batch, Cancel)).IsSuccess);
    }

    private async Task FindsAsync(AuditFilter filter, params string[] expected)
    {
        var page = await Rig.Trail.QueryAsync(filter, null, 100, Cancel);
        Assert.Equal(expected, page.Value!.Rows.Select(static row => AuditEvent.Of(row.Body))
            .Select(static entry => $"{entry.Identity.Username} {entry.Action.Operation}"));
    }

    private async Task<AuditReport> VerifyAsync()
    {
        var verifier = new AuditVerifier(null) { NeedsSignatures = false };
        foreach (var head in await Rig.Trail.ReadHeadsAsync(Cancel))
        {
            verifier.AddHead(head.Stream, head.Number, head.Hash);
        }

        foreach (var stream in AuditStreams.All)
        {
            foreach (var row in await Rig.Trail.ReadAsync(stream, 0, 10_000, Cancel))
            {
                verifier.AddEvent(row.Stream, row.Number, row.Hash, row.Body, row.IsConsistent());
            }
        }

        return verifier.Finish();
    }

    /// <summary>One event for each document, and what it was told.</summary>
    private sealed class RecordingAudit : ICommitAudit
    {
        public List<string?> Befores { get; } = [];

        public bool Fails { get; init; }

        public bool Concerns(DocumentWrite write) => true;

        public IReadOnlyList<AuditEvent> EventsOf(IReadOnlyList<DocumentEffect> effects, long revision, DateTimeOffset at)
        {
            if (Fails)
            {
                throw new JsonException("The audit fails.");
            }

            Befores.AddRange(effects.Select(static effect => effect.Before is { } body ? System.Text.Encoding.UTF8.GetString(body) : null));
            return
            [
                .. effects.Select(effect => Event("registry_api", "ann") with
                {
                    Action = new()
                    {
                        Operation = "update", ResourceType = effect.Write.Kind, ResourceId = effect.Write.Key, Revision = revision,
                    },
                }),
            ];
        }
    }
}

/// <summary>A store with its audit, and how somebody changes one of five events behind its back.</summary>
internal sealed record AuditStoreRig(IAuditTrail Trail, IDocumentStorage Documents, Func<AuditTampering, Task> Tamper)
{
    public static AuditStoreRig Of(IAuditTrail trail, IDocumentStorage documents, ISqlDatabase database) => new(
        trail, documents, tampering => database.WriteAsync(
            async (session, token) => new WriteOutcome<int>(await session.ExecuteAsync(SqlOf(tampering), token), Keep: true), false,
            CancellationToken.None));

    private static string SqlOf(AuditTampering tampering) => tampering switch
    {
        AuditTampering.Body => "UPDATE audit_events SET body = replace(body, 'u2', 'u9') WHERE number = 3",
        AuditTampering.Hash => "UPDATE audit_events SET hash = replace(hash, substr(hash, 1, 1), 'x') WHERE number = 3",
        AuditTampering.User => "UPDATE audit_events SET user_name = 'somebody' WHERE number = 3",
        AuditTampering.Time => "UPDATE audit_events SET at = at + 1 WHERE number = 3",
        AuditTampering.RemoveMiddle => "DELETE FROM audit_events WHERE number = 3",
        AuditTampering.RemoveFirst => "DELETE FROM audit_events WHERE number = 1",
        AuditTampering.RemoveLast => "DELETE FROM audit_events WHERE number = 5",
        AuditTampering.RemoveAll => "DELETE FROM audit_events",
    };
}

/// <summary>What is done to the audit's third event, or to those that are named.</summary>
public enum AuditTampering
{
    Body,
    Hash,
    User,
    Time,
    RemoveMiddle,
    RemoveFirst,
    RemoveLast,
    RemoveAll,
}
