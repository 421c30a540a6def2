using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using McpGateway.Contracts.Audit;
using McpGateway.Core.Audit;
using McpGateway.Core.Audit.Chain;
using McpGateway.Foundation.Auditing;
using McpGateway.Foundation.Documents;
using McpGateway.Storage.Audit;
using McpGateway.Storage.Sql;
using McpGateway.Tests.Storage;
using McpGateway.Tests.Web;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace McpGateway.Tests.Audit;

/// <summary>What somebody can make of the audit who writes to the database and has not the master key.</summary>
public sealed class SealAuditTests : IAsyncDisposable
{
    private readonly SteppedTime _time = new();
    private readonly SqliteFixture _fixture = new(TimeProvider.System);
    private readonly Signer _signer = new();
    private readonly DocumentStore _documents;
    private readonly SqlAuditTrail _trail;
    private readonly AuditSeals _seals;
    private readonly AuditKeys _keys;
    private readonly VerifyAudit _verify;

    public SealAuditTests()
    {
        _documents = new(_fixture.Documents, static () => [], NullLogger<DocumentStore>.Instance);
        _trail = new(_fixture.Database);
        _seals = new(_documents);
        _keys = new(_documents, _time);
        _verify = new(_trail, _keys, _seals, _time);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        _documents.Dispose();
        _signer.Dispose();
        await _fixture.DisposeAsync();
    }

    [Fact]
    public async Task Sign_StoreThatIsNew_SaysSoBeforeTheFirstEvent()
    {
        await Gateway().SignAsync(Cancel);
        await AppendAsync("sign_in", "ann");

        Assert.Equal(1, (await _seals.FindAsync(Cancel))?.Sequence);
        Assert.True((await VerifyAsync()).IsIntact);
    }

    [Theory]
    [InlineData("DELETE FROM audit_statements")]
    [InlineData("DELETE FROM audit_statements; DELETE FROM documents WHERE kind = 'audit_seals'")]
    [InlineData("DELETE FROM audit_statements; DELETE FROM documents WHERE kind IN ('audit_seals', 'audit_keys')")]
    [InlineData("DELETE FROM documents WHERE kind = 'audit_seals'")]
    [InlineData("DELETE FROM audit_events WHERE stream = 'sign_in'; DELETE FROM audit_heads WHERE stream = 'sign_in'; "
        + "DELETE FROM audit_statements WHERE stream = 'sign_in'")]
    [InlineData("DELETE FROM audit_events WHERE number > 2; DELETE FROM audit_statements WHERE number > 2; UPDATE audit_heads SET "
        + "number = 2, hash = (SELECT hash FROM audit_events e WHERE e.stream = audit_heads.stream AND e.number = 2) WHERE number > 2")]
    public async Task Verify_ChainMadeGoodAndStatementsTaken_FindsIt(string tampering)
    {
        await RunAsync();
        Assert.True((await VerifyAsync()).IsIntact);

        await ForgeAsync(tampering);

        Assert.False((await VerifyAsync()).IsIntact);
    }

    [Theory]
    [InlineData("DELETE FROM audit_statements")]
    [InlineData("DELETE FROM audit_statements; DELETE FROM documents WHERE kind IN ('audit_seals', 'audit_keys')")]
    [InlineData("DELETE FROM audit_events WHERE stream = 'sign_in'; UPDATE audit_heads SET number = 0, hash = '"
        + AuditChain.Start + "' WHERE stream = 'sign_in'; DELETE FROM audit_statements WHERE stream = 'sign_in'")]
    public async Task Sign_ForgedWhileTheGatewayWasAway_BeginsAnewOnceAndSaysSo(string tampering)
    {
        await RunAsync();
        await ForgeAsync(tampering);

        var after = Gateway();
        await after.SignAsync(Cancel);
        Assert.NotNull(after.Problem);
        await AppendAsync("sign_in", "later");
        var next = Gateway();
        await next.SignAsync(Cancel);
        await next.SignAsync(Cancel);

        Assert.Equal(after.Problem, next.Problem);
        var events = await _trail.QueryAsync(new() { Operation = "begin_anew" }, null, 10, Cancel);
        var told = AuditEvent.Of(Assert.Single(events.Value!.Rows).Body);
        Assert.Contains(after.Problem, told.Action.Description, StringComparison.Ordinal);
        var report = await VerifyAsync();
        Assert.Contains(report.Findings, static finding => finding.Problem.StartsWith("Nothing vouches", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Sign_StoreOfAReleaseWithoutRunningNumbers_VerifiesAndGoesOn()
    {
        await AppendAsync("sign_in", "ann", "bob");
        var head = (await _trail.ReadHeadsAsync(Cancel)).First(static head => head.Stream == "sign_in");
        var old = new AuditStatement { Kind = "checkpoint", Stream = "sign_in", Number = 2, Hash = head.Hash, At = _time.GetUtcNow() };
        var signed = _signer.Sign(AuditStatement.Type, old.ToPayload());
        await _keys.RememberAsync(signed, Cancel);
        await _trail.AddStatementAsync(new("sign_in", 2, old.At, old.Kind, signed.Jws), Cancel);
        _time.Advance(TimeSpan.FromDays(3));
        Assert.True((await VerifyAsync(isRunning: false)).IsIntact);

        var gateway = Gateway();
        await AppendAsync("sign_in", "cy");
        await gateway.SignAsync(Cancel);

        Assert.Null(gateway.Problem);
        Assert.True((await VerifyAsync()).IsIntact);
    }

    [Fact]
    public async Task Verify_EventsThatWaitTooLongForASignature_AreFound()
    {
        await RunAsync();
        await AppendAsync("sign_in", "late");
        Assert.True((await VerifyAsync()).IsIntact);
        _time.Advance(TimeSpan.FromMinutes(12));

        Assert.False((await VerifyAsync()).IsIntact);
        Assert.True((await VerifyAsync(isRunning: false)).IsIntact);
    }

    [Fact]
    public async Task Sign_AfterRetention_StillVerifies()
    {
        await RunAsync();
        var gateway = Gateway();
        var newest = await _trail.FindNewestStatementAsync("sign_in", null, Cancel);
        await gateway.StateRetentionAsync(AuditStatement.Read(newest!.Statement)!, Cancel);
        await _trail.RemoveAsync("sign_in", newest.Number, Cancel);
        await AppendAsync("sign_in", "later");

        await gateway.SignAsync(Cancel);

        Assert.Null(gateway.Problem);
        Assert.True((await VerifyAsync()).IsIntact);
    }

    /// <summary>A gateway that runs for a while.</summary>
    private async Task RunAsync()
    {
        var gateway = Gateway();
        await gateway.SignAsync(Cancel);
        for (var round = 0; round < 3; round++)
        {
            await AppendAsync("sign_in", "ann", "bob");
            await AppendAsync("registry_api", "ann", "bob");
            _time.Advance(TimeSpan.FromMinutes(5));
            await gateway.SignAsync(Cancel);
        }
    }

    private SealAudit Gateway() => new(
        _trail, _signer, _keys, _seals, _verify, new(_time), Options.Create(new AuditOptions()), _time, NullLogger<SealAudit>.Instance);

    private Task<AuditReport> VerifyAsync(bool isRunning = true) =>
        _verify.ReadAsync(null, [], isRunning ? _time.GetUtcNow() : null, Cancel);

    private Task AppendAsync(string stream, params string[] users) => _trail.AppendAsync(
        [.. users.Select(user => new AuditEvent
        {
            LogType = stream,
            Timestamp = _time.GetUtcNow(),
            Identity = new() { Username = user },
            Response = new() { Outcome = AuditOutcomes.Success },
            Action = new() { Operation = "test", ResourceType = "thing" },
            Authorization = new() { Decision = AuditDecisions.NotRequired },
        })],
        Cancel);

    /// <summary>Puts another name into every event and makes all hashes good; then what is asked for.</summary>
    private async Task ForgeAsync(string tampering)
    {
        foreach (var stream in AuditStreams.All)
        {
            var previous = AuditChain.Start;
            foreach (var row in await _trail.ReadAsync(stream, 0, 1_000, Cancel))
            {
                var body = Encoding.UTF8.GetString(row.Body);
                body = body.Replace("\"ann\"", "\"eve\"", StringComparison.Ordinal)
                    .Replace(AuditChain.ReadLink(row.Body)!.Previous, previous, StringComparison.Ordinal);
                previous = AuditChain.HashOf(Encoding.UTF8.GetBytes(body));
                await ExecuteAsync(
                    "UPDATE audit_events SET body = @body, hash = @hash, user_name = replace(user_name, 'ann', 'eve') "
                        + "WHERE stream = @stream AND number = @number",
                    ("@body", body), ("@hash", previous), ("@stream", stream), ("@number", row.Number));
            }

            await ExecuteAsync(
                "UPDATE audit_heads SET hash = @hash WHERE stream = @stream", ("@hash", previous), ("@stream", stream));
        }

        foreach (var statement in tampering.Split(';'))
        {
            await ExecuteAsync(statement);
        }
    }

    private Task<int> ExecuteAsync(string sql, params (string, object?)[] parameters) => _fixture.Database.WriteAsync(
        async (session, token) => new WriteOutcome<int>(await session.ExecuteAsync(sql, token, parameters), Keep: true), false, Cancel);

    private sealed class Signer : IStatementSigner, IDisposable
    {
        private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        /// <summary>Long ago.</summary>
        public DateTimeOffset? KeptSince { get; } = DateTimeOffset.UnixEpoch;

        public void Dispose() => _key.Dispose();

        public SignedStatement Sign(string type, ReadOnlySpan<byte> payload)
        {
            var point = _key.ExportParameters(false).Q;
            var (x, y) = (Base64Url.EncodeToString(point.X), Base64Url.EncodeToString(point.Y));
            var id = AuditStatement.Thumbprint(x, y);
            var header = JsonSerializer.SerializeToUtf8Bytes(
                new { alg = "ES256", typ = type, kid = id, jwk = new { kty = "EC", crv = "P-256", x, y } });
            var input = $"{Base64Url.EncodeToString(header)}.{Base64Url.EncodeToString(payload)}";
            var signature = _key.SignData(
                Encoding.ASCII.GetBytes(input), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
            return new($"{input}.{Base64Url.EncodeToString(signature)}", id, x, y);
        }
    }
}
