using McpGateway.Proxy.Recording;
using Microsoft.Extensions.Options;

namespace McpGateway.Tests.Proxy.Recording;

/// <summary>However many names come, there is a bounded number of labels.</summary>
public sealed class MetricLabelsTests
{
    private readonly MetricLabelOptions _options = new();

    private MetricLabels Labels => field ??= new(Options.Create(_options));

    [Fact]
    public void Servers_TenThousand_AreAsManyAsAllowedAndOneMore()
    {
        var labels = Enumerable.Range(0, 10_000).Select(number => Labels.Server($"server-{number}")).ToHashSet(StringComparer.Ordinal);

        Assert.Equal(_options.Servers + 1, labels.Count);
        Assert.Contains(MetricLabels.Other, labels);
        Assert.Equal("server-0", Labels.Server("server-0"));
        Assert.Equal(MetricLabels.Other, Labels.Server("server-9999"));
    }

    [Fact]
    public async Task Servers_OfManyThreads_AreNotMoreThanAllowed()
    {
        var one = Labels;

        var labels = await Task.WhenAll(Enumerable.Range(0, 8).Select(thread => Task.Run(
            () => Enumerable.Range(0, 2_000).Select(number => one.Server($"{(thread + number) % 3_000}")).ToArray(),
            TestContext.Current.CancellationToken)));

        Assert.InRange(labels.SelectMany(static names => names).Distinct(StringComparer.Ordinal).Count(), 2, _options.Servers + 1);
    }

    [Fact]
    public void Tools_OfOneServer_DoNotTakeTheNamesOfAnother()
    {
        var ofOne = Enumerable.Range(0, 5_000).Select(number => Labels.Tool("a", $"tool-{number}", mayAdd: true)).ToHashSet();

        Assert.Equal(_options.ToolsPerServer + 1, ofOne.Count);
        Assert.Equal("tool", Labels.Tool("b", "tool", mayAdd: true));
    }

    [Fact]
    public void Tools_OfAllServers_AreBounded()
    {
        var all = Enumerable.Range(0, 400)
            .SelectMany(server => Enumerable.Range(0, 50).Select(tool => Labels.Tool($"{server}", $"{server}/{tool}", mayAdd: true)))
            .ToHashSet();

        Assert.Equal(_options.Tools + 1, all.Count);
    }

    [Fact]
    public void Tool_OfARefusedCall_TakesNoName()
    {
        Assert.Equal(MetricLabels.Other, Labels.Tool("a", "guessed", mayAdd: false));
        Assert.Equal("guessed", Labels.Tool("a", "guessed", mayAdd: true));
        Assert.Equal("guessed", Labels.Tool("a", "guessed", mayAdd: false));
        Assert.Equal(MetricLabels.Other, Labels.Tool(MetricLabels.Other, "tool", mayAdd: true));
    }

    [Fact]
    public void Clients_Many_AreBoundedAndLongNamesAreCut()
    {
        var clients = Enumerable.Range(0, 1_000).Select(number => Labels.Client($"client-{number}")).ToHashSet();

        Assert.Equal(_options.Clients + 1, clients.Count);
        Assert.Equal(MetricLabels.Unknown, Labels.Client(null));
        Assert.Equal(128, new MetricLabels(Options.Create(_options)).Client(new string('c', 200)).Length);
    }

    [Theory]
    [InlineData("tools/call", "tools/call")]
    [InlineData("SendMessage", "SendMessage")]
    [InlineData("message/send", "message/send")]
    [InlineData("made/up", MetricLabels.Other)]
    public void Method_OfTheProtocols_IsNamed(string method, string expected) => Assert.Equal(expected, MetricLabels.Method(method));

    [Theory]
    [InlineData("Servers", 0)]
    [InlineData("Tools", 100_001)]
    [InlineData("ToolsPerServer", 0)]
    [InlineData("Clients", 1_001)]
    public void Options_OutOfRange_AreRefusedByName(string key, int value)
    {
        typeof(MetricLabelOptions).GetProperty(key)!.SetValue(_options, value);

        var result = new MetricLabelOptionsValidator().Validate(null, _options);

        Assert.StartsWith($"MetricLabels:{key} is {value}", result.FailureMessage, StringComparison.Ordinal);
    }
}
