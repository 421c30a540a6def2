using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using McpGateway.Contracts.Audit;

namespace McpGateway.Tests.Contracts;

/// <summary>What is noticed about an audit that was tampered with, without a store.</summary>
public sealed class AuditVerifierTests : IDisposable
{
    private static readonly DateTimeOffset Signed = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _key.Dispose();

    [Fact]
    public void Finish_WholeChain_IsIntact()
    {
        var report = Verify(Chain(5), [Statement(3), Statement(5)]);

        Assert.True(report.IsIntact);
        Assert.Equal(new("s", 1, 5, 5, 5, 2, 0), Assert.Single(report.Streams));
        Assert.Equal([KeyId], report.Keys);
    }

    /// <summary>Every bit of an event, one at a time.</summary>
    [Fact]
    public void Finish_AnyBitFlipped_NamesTheEventAndNoOther()
    {
        var chain = Chain(4);
        for (var bit = 0; bit < chain[1].Body.Length * 8; bit++)
        {
            var body = (byte[])chain[1].Body.Clone();
            body[bit / 8] ^= (byte)(1 << (bit % 8));

            var finding = Assert.Single(Verify([chain[0], chain[1] with { Body = body }, chain[2], chain[3]], [Statement(4)]).Findings);

            Assert.Equal(2, finding.Number);
        }
    }

    [Fact]
    public void Finish_HashReplacedToo_NamesTheNextEvent()
    {
        var chain = Chain(4);
        var body = Body(2, chain[0].Hash, "another");
        var finding = Assert.Single(Verify([chain[0], new(body, AuditChain.HashOf(body)), chain[2], chain[3]], [Statement(4)]).Findings);

        Assert.Equal(3, finding.Number);
    }

    [Fact]
    public void Finish_RestOfTheChainRewritten_IsNotWhatWasSigned()
    {
        var finding = Assert.Single(Verify([.. Chain(2), .. Chain(4, "another")[2..]], [Statement(4)]).Findings.TakeLast(1));

        Assert.Contains("signed at 2030-01-01 12:00:00Z", finding.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(0)]
    public void Finish_EndCutOff_IsMissing(int left)
    {
        var finding = Assert.Single(Verify(Chain(5)[..left], [Statement(5)]).Findings);

        Assert.Equal((left + 1, true), (finding.Number, finding.Problem.Contains("missing at the end", StringComparison.Ordinal)));
    }

    [Fact]
    public void Finish_EventLeftOut_IsMissing()
    {
        var chain = Chain(5);
        var finding = Assert.Single(Verify([chain[0], chain[1], chain[3], chain[4]], [Statement(5)]).Findings);

        Assert.Equal((3L, "Event 3 is missing."), (finding.Number, finding.Problem));
    }

    [Fact]
    public void Finish_OldEventsRemovedWithAStatement_IsIntact()
    {
        var report = Verify(Chain(6)[3..], [Statement(3, "retention"), Statement(6)]);

        Assert.True(report.IsIntact);
        Assert.Equal(3, Assert.Single(report.Streams).RemovedTo);
    }

    [Fact]
    public void Finish_OldEventsHalfRemoved_IsIntact() => Assert.True(Verify(Chain(6)[1..], [Statement(3, "retention")]).IsIntact);

    [Fact]
    public void Finish_EverythingRemovedWithAStatement_IsIntact() => Assert.True(Verify([], [Statement(3, "retention")]).IsIntact);

    [Theory]
    [InlineData("checkpoint")]
    [InlineData(null)]
    public void Finish_OldEventsRemovedWithoutSaying_AreMissing(string? kind)
    {
        var findings = Verify(Chain(6)[3..], kind is null ? [] : [Statement(3, kind)]).Findings;

        Assert.Equal(1, findings[0].Number);
    }

    [Fact]
    public void Finish_RestDoesNotFollowWhatWasRemoved_IsNamed()
    {
        var finding = Assert.Single(Verify(Chain(6, "another")[3..], [Statement(3, "retention")]).Findings);

        Assert.Equal(4, finding.Number);
    }

    [Fact]
    public void AddStatement_Changed_IsFound()
    {
        var parts = Statement(5).Split('.');
        var payload = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[1]));
        var forged = Base64Url.EncodeToString(
            Encoding.UTF8.GetBytes(payload.Replace("\"number\":5", "\"number\":4", StringComparison.Ordinal)));

        Assert.False(Verify(Chain(4), [$"{parts[0]}.{forged}.{parts[2]}"]).IsIntact);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a.b")]
    [InlineData("..")]
    [InlineData("e30.e30.e30")]
    [InlineData("ä.ä.ä")]
    public void AddStatement_NoStatement_IsFound(string text) => Assert.False(Verify(Chain(1), [text]).IsIntact);

    [Fact]
    public void AddStatement_KeyThatIsNotTrusted_IsFound()
    {
        var verifier = new AuditVerifier(new HashSet<string>(StringComparer.Ordinal) { "another" });
        verifier.AddStatement(Statement(1));

        Assert.Contains(KeyId, Assert.Single(verifier.Finish().Findings).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task VerifyAsync_Export_FindsWhatWasChanged()
    {
        var lines = Export(isComplete: true, Chain(3));
        Assert.True((await VerifyAsync(lines)).IsIntact);

        Assert.Equal(2, (await VerifyAsync(lines.Replace("event2", "event9", StringComparison.Ordinal))).Findings[0].Number);
        Assert.Contains(
            (await VerifyAsync(string.Join('\n', lines.Split('\n')[..^3]))).Findings,
            static finding => finding.Problem.Contains("missing at the end", StringComparison.Ordinal));
        Assert.False((await VerifyAsync(lines + "{\"x\":1}\n")).IsIntact);
        Assert.False((await VerifyAsync(lines[..^40])).IsIntact);
    }

    [Fact]
    public void Finish_NothingSigned_IsFound()
    {
        Assert.Contains("not signed", Assert.Single(Verify(Chain(5), []).Findings).Problem, StringComparison.Ordinal);
        Assert.True(Verify([], []).IsIntact);
    }

    [Fact]
    public void Finish_StatementOfAnotherStream_TellsOfAStreamThatIsGone()
    {
        var report = Verify(Chain(3), [Seal(1, new("s", 3, Chain(3)[^1].Hash), new("other", 2, Chain(2)[^1].Hash))]);

        Assert.Equal(("other", "The events 1 to 2 are missing at the end: they were signed at 2030-01-01 12:00:00Z."),
            Assert.Single(report.Findings) is var finding ? (finding.Stream, finding.Problem) : default);
    }

    [Fact]
    public async Task VerifyAsync_ExportCutOffWithItsStatements_IsNotSignedAsAWhole()
    {
        var lines = Export(isComplete: true, Chain(3), Seal(1, new AuditStatementHead("s", 3, Chain(3)[^1].Hash))).Split('\n');
        Assert.True((await VerifyAsync(string.Join('\n', lines))).IsIntact);

        var report = await VerifyAsync(string.Join('\n', lines[..^2]));

        Assert.Contains("not signed as a whole", Assert.Single(report.Findings).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task VerifyAsync_ExportWithoutSignatures_IsNotSigned()
    {
        var lines = Export(isComplete: true, Chain(3)).Split('\n')
            .Where(static line => !line.Contains("\"statement\"", StringComparison.Ordinal));

        Assert.Contains(
            "not signed", Assert.Single((await VerifyAsync(string.Join('\n', lines))).Findings).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task VerifyAsync_Excerpt_AsksForNoMore()
    {
        var chain = Chain(5);
        var excerpt = Export(isComplete: false, [chain[4], chain[1]]);
        Assert.True((await VerifyAsync(excerpt)).IsIntact);
        Assert.False((await VerifyAsync(string.Join('\n', excerpt.Split('\n')[..^2]))).IsIntact);
        Assert.False((await VerifyAsync(Export(isComplete: false, [chain[4], chain[1] with { Hash = chain[0].Hash }]))).IsIntact);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("not json")]
    [InlineData("{\"format\":\"another/1\",\"is_complete\":true}")]
    public async Task VerifyAsync_NoExport_IsRefused(string text) =>
        await Assert.ThrowsAsync<InvalidDataException>(() => VerifyAsync(text));

    private string KeyId => AuditStatement.Thumbprint(Point.X, Point.Y);

    private (string X, string Y) Point
    {
        get
        {
            var point = _key.ExportParameters(false).Q;
            return (Base64Url.EncodeToString(point.X), Base64Url.EncodeToString(point.Y));
        }
    }

    private static AuditReport Verify(IReadOnlyList<Row> rows, IReadOnlyList<string> statements)
    {
        var verifier = new AuditVerifier(null);
        foreach (var statement in statements)
        {
            verifier.AddStatement(statement);
        }

        foreach (var row in rows)
        {
            verifier.AddEvent("s", row.Number, row.Hash, row.Body);
        }

        return verifier.Finish();
    }

    private static async Task<AuditReport> VerifyAsync(string lines)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(lines));
        return await AuditLine.VerifyAsync(stream, null, [], Cancel);
    }

    private string Export(bool isComplete, IReadOnlyList<Row> rows, string? statement = null)
    {
        var text = new StringBuilder();
        using var sum = new AuditExportSum();
        void Add(byte[] line)
        {
            text.Append(Encoding.UTF8.GetString(line)).Append('\n');
            sum.Take(line);
        }

        Add(AuditLine.Head(isComplete, Signed));
        if (isComplete)
        {
            Add(AuditLine.Statement(statement ?? Statement(2)));
            Add(AuditLine.End("s", rows.Count, rows[^1].Hash));
        }

        foreach (var row in rows)
        {
            Add(AuditLine.Event(row.Body, row.Hash));
        }

        Add(AuditLine.Statement(Sign(new() { Kind = "export", Stream = "", Number = 0, Hash = sum.Value(), At = Signed })));
        return text.ToString();
    }

    private static Row[] Chain(int count, string name = "event")
    {
        var rows = new List<Row>();
        var hash = AuditChain.Start;
        for (var number = 1; number <= count; number++)
        {
            var body = Body(number, hash, name);
            hash = AuditChain.HashOf(body);
            rows.Add(new(body, hash) { Number = number });
        }

        return [.. rows];
    }

    private static byte[] Body(long number, string previous, string name) => Encoding.UTF8.GetBytes(
        $$"""{"log_type":"s","number":{{number}},"previous":"{{previous}}","timestamp":"2030-01-01T11:59:00Z","""
            + $$""" "action":{"name":"{{name}}{{number}}","list":[1,{"a":2}]} }""");

    private string Statement(long number, string kind = "checkpoint") => Sign(new()
    {
        Kind = kind,
        Stream = "s",
        Number = number,
        Hash = Chain((int)number)[^1].Hash,
        At = Signed,
    });

    private string Seal(long sequence, params AuditStatementHead[] heads) => Sign(new()
    {
        Kind = "checkpoint",
        Stream = heads[0].Stream,
        Number = heads[0].Number,
        Hash = heads[0].Hash,
        At = Signed,
        Sequence = sequence,
        Heads = heads,
    });

    private string Sign(AuditStatement statement)
    {
        var (x, y) = Point;
        var key = $$"""{"kty":"EC","crv":"P-256","x":"{{x}}","y":"{{y}}"}""";
        var header = $$"""{"alg":"ES256","typ":"mcpgw-audit+jws","kid":"{{KeyId}}","jwk":{{key}} }""";
        var input = $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header))}.{Base64Url.EncodeToString(statement.ToPayload())}";
        var signature = _key.SignData(
            Encoding.ASCII.GetBytes(input), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        return $"{input}.{Base64Url.EncodeToString(signature)}";
    }

    private sealed record Row(byte[] Body, string Hash)
    {
        public long Number { get; init; } = AuditChain.ReadLink(Body)?.Number ?? 0;
    }
}
