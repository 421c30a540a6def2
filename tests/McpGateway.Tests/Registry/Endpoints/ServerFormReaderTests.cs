using McpGateway.Core.Registry.Endpoints;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation.Http;
using McpGateway.Tests.Registry.Servers;

namespace McpGateway.Tests.Registry.Endpoints;

public sealed class ServerFormReaderTests
{
    private const string Needed = "name=Weather&description=d&path=/weather&proxy_pass_url=https://weather.test/";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ReadDraft_NeededFieldsOnly_HasTheDefaults()
    {
        var draft = ServerFormReader.ReadDraft(await FormAsync(Needed));

        Assert.Equal(("Weather", "/weather", "N/A", "none", 0, 0d, false), (
            draft.Name, draft.Path, draft.License, draft.AuthType, draft.StatedTools, draft.StatedStars, draft.IsPython));
        Assert.Equal((null, null, null, null), (draft.Headers, draft.Tools, draft.McpEndpoint, draft.AuthProvider));
        Assert.Empty(draft.Warnings);
    }

    [Theory]
    [InlineData("tags=a,%20b,,c", "a,b,c")]
    [InlineData("tags=", "")]
    [InlineData("tags=%20", "")]
    public async Task ReadDraft_Tags_AreACommaSeparatedList(string field, string tags) =>
        Assert.Equal(tags, string.Join(',', ServerFormReader.ReadDraft(await FormAsync(Needed + "&" + field)).Tags));

    [Theory]
    [InlineData("", "streamable-http", false)]
    [InlineData("&supported_transports=sse", "sse", false)]
    [InlineData("&supported_transports=sse,streamable-http", "sse,streamable-http", false)]
    [InlineData("&supported_transports=sse&supported_transports=stdio", "sse,stdio", false)]
    [InlineData("&supported_transports=[\"sse\",\"stdio\"]", "sse,stdio", false)]
    [InlineData("&supported_transports=%20[\"sse\"]", "sse", false)]
    [InlineData("&supported_transports=[\"sse\",1]", "streamable-http", true)]
    [InlineData("&supported_transports=[sse]", "streamable-http", true)]
    public async Task ReadDraft_Transports_ComeInThreeForms(string field, string transports, bool isWarned)
    {
        var draft = ServerFormReader.ReadDraft(await FormAsync(Needed + field));

        Assert.Equal(transports, string.Join(',', draft.SupportedTransports));
        Assert.Equal(isWarned, draft.Warnings.Count == 1);
    }

    [Theory]
    [InlineData("headers=[{\"X-A\":\"1\"}]", "X-A", false)]
    [InlineData("headers={\"X-A\":\"1\",\"X-B\":\"2\"}", "X-A,X-B", false)]
    [InlineData("headers=[]", "", false)]
    [InlineData("headers=[\"X-A\"]", null, true)]
    [InlineData("headers=X-A", null, true)]
    [InlineData("headers={\"X-A\":\"1\"}&headers={\"X-B\":\"2\"}", null, true)]
    [InlineData("headers={\"X-A\":\"1\",\"X-A\":\"2\"}", null, true)]
    [InlineData("headers={\"X-A\":\"\\ud800\"}", null, true)]
    [InlineData("headers=", null, false)]
    public async Task ReadDraft_Headers_AreJsonOrLeftOutAndSaid(string field, string? names, bool isWarned)
    {
        var draft = ServerFormReader.ReadDraft(await FormAsync(Needed + "&" + field));

        Assert.Equal(names, draft.Headers is null ? null : string.Join(',', draft.Headers.Select(header => header.Name)));
        Assert.Equal(isWarned, draft.Warnings.Count == 1);
    }

    [Theory]
    [InlineData("tool_list_json=[{\"name\":\"t\"}]", 1, false)]
    [InlineData("tool_list_json=[]", 0, false)]
    [InlineData("tool_list_json=", null, false)]
    [InlineData("tool_list_json=[{}]", null, true)]
    [InlineData("tool_list_json=not json", null, true)]
    public async Task ReadDraft_Tools_AreJsonOrLeftOutAndSaid(string field, int? count, bool isWarned)
    {
        var draft = ServerFormReader.ReadDraft(await FormAsync(Needed + "&" + field));

        Assert.Equal(count, draft.Tools?.Count);
        Assert.Equal(isWarned, draft.Warnings.Count == 1);
    }

    [Theory]
    [InlineData("")]
    [InlineData("num_tools=many")]
    [InlineData("is_python=perhaps")]
    [InlineData("num_stars=a")]
    public async Task ReadDraft_FieldsThatDoNotFit_AreProblemsOfTheForm(string fields)
    {
        var form = await FormAsync(fields.Length == 0 ? "name=Weather" : $"{Needed}&{fields}");

        ServerFormReader.ReadDraft(form);

        Assert.False(form.IsValid);
    }

    [Fact]
    public async Task ReadEdit_FieldsLeftOut_AreEmptiedOrKeptAsTheFormMeansThem()
    {
        var stored = RegistrationNormalizer.Of(
            Records.Server() with { Tags = ["t"], License = "MIT", SupportedTransports = ["sse"], AuthType = "oauth" });

        var edited = ServerFormReader.ReadEdit(await FormAsync("name=New&proxy_pass_url=https://new.test/"))(stored);

        Assert.Equal(("New", "https://new.test/", "", "N/A", "oauth", "/weather"), (
            edited.Name, edited.ProxyPassUrl, edited.Description, edited.License, edited.AuthType, edited.Path));
        Assert.Empty(edited.Tags);
        Assert.Equal(["sse"], edited.SupportedTransports);
        Assert.Null(edited.Headers);
    }

    [Theory]
    [InlineData("a/rating", "rating", true)]
    [InlineData("a/b/rating", "rating", true)]
    [InlineData("rating", "rating", false)]
    [InlineData("/rating", "rating", false)]
    [InlineData("a/Rating", "rating", false)]
    [InlineData("a/xrating", "rating", false)]
    [InlineData("a/rating/", "rating", false)]
    [InlineData("", "rating", false)]
    [InlineData(null, "rating", false)]
    public void EndsIn_Path_IsMatchedFromItsEnd(string? path, string segment, bool matches) => Assert.Equal(
        matches, new SuffixConstraint(segment).Match(null, null, "path", new() { ["path"] = path }, default));

    [Fact]
    public void EndsIn_OtherParameter_DoesNotMatch() => Assert.False(new SuffixConstraint("rating").Match(null, null, "path", [], default));

    [Fact]
    public void WireTime_Forms_AreUtcWithMicroseconds()
    {
        var time = new DateTimeOffset(2026, 1, 2, 5, 4, 5, 678, TimeSpan.FromHours(2)).AddTicks(1234);

        Assert.Equal("2026-01-02T03:04:05.678123", WireTime.Naive(time));
        Assert.Equal("2026-01-02T03:04:05.678123+00:00", WireTime.WithOffset(time));
        Assert.Null(WireTime.WithOffset(null));
    }

    private static async Task<FormFields> FormAsync(string body) => (await FormFields.ReadAsync(Requests.Form(body), Cancellation)).Value!;
}
