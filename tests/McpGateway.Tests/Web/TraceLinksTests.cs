using McpGateway.Host.Observability;
using McpGateway.Web.Components;

namespace McpGateway.Tests.Web;

/// <summary>The way from an id to its trace.</summary>
public sealed class TraceLinksTests
{
    private const string Id = "0af7651916cd43dd8448eb211c80319c";

    [Theory]
    [InlineData("https://traces.example.com/trace/{trace_id}", Id, "https://traces.example.com/trace/" + Id)]
    [InlineData("https://traces.example.com/?q={trace_id}&again={trace_id}", Id, $"https://traces.example.com/?q={Id}&again={Id}")]
    [InlineData("https://traces.example.com/trace/{trace_id}", "../../../evil", null)]
    [InlineData("https://traces.example.com/trace/{trace_id}", "0af7651916cd43dd8448eb211c80319\"", null)]
    [InlineData("https://traces.example.com/trace/{trace_id}", null, null)]
    [InlineData(null, Id, null)]
    [InlineData("", Id, null)]
    public void To_Id_IsTheAddressOfATrace(string? template, string? id, string? expected) =>
        Assert.Equal(expected, new TraceLinks(template).To(id));

    [Theory]
    [InlineData(null, true)]
    [InlineData("http://jaeger:16686/trace/{trace_id}", true)]
    [InlineData("https://grafana.example.com/explore#{trace_id}", true)]
    [InlineData("https://grafana.example.com/explore", false)]
    [InlineData("javascript:alert('{trace_id}')", false)]
    [InlineData("ftp://traces.example.com/{trace_id}", false)]
    [InlineData("https://{trace_id}.example.com/", false)]
    [InlineData("/trace/{trace_id}", false)]
    public void Template_IsAnHttpAddressWithAPlaceForTheId(string? template, bool isValid)
    {
        var result = new TracingOptionsValidator().Validate(null, new() { UrlTemplate = template });

        Assert.Equal(isValid, result.Succeeded);
        Assert.Equal(!isValid, result.FailureMessage?.Contains("Tracing:UrlTemplate", StringComparison.Ordinal) == true);
    }
}
