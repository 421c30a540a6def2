using FsCheck;
using FsCheck.Fluent;
using McpGateway.Core.Registry.Servers;
using McpGateway.Web.Pages.Register;

namespace McpGateway.Tests.Web.Pages;

public sealed class ServerFormTests
{
    [Theory]
    [InlineData("Current Time", "/current-time")]
    [InlineData("  GitHub (beta)  ", "/github-beta")]
    [InlineData("Ünïcode", "/n-code")]
    [InlineData("a--b", "/a-b")]
    [InlineData("日本", "")]
    [InlineData("../../etc", "/etc")]
    [InlineData("%2e%2e", "/2e-2e")]
    [InlineData("", "")]
    public void PathOf_AName_IsAPath(string name, string expected) => Assert.Equal(expected, ServerForm.PathOf(name));

    [Fact]
    public void PathOf_AnyName_IsLettersDigitsAndHyphens() => Prop.ForAll(HostileText.Any, static name =>
        ServerForm.PathOf(name) is "" or ['/', ..]
            && ServerForm.PathOf(name)
                .Skip(1)
                .All(static letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-')
            && !ServerForm.PathOf(name).Contains("--", StringComparison.Ordinal)).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("streamable-http", "streamable-http")]
    [InlineData("sse", "sse")]
    [InlineData("both", "streamable-http|sse")]
    public void ToDraft_Transport_IsWhatWasChosen(string chosen, string expected) =>
        Assert.Equal(expected, string.Join('|', new ServerForm { Transport = chosen }.ToDraft().SupportedTransports));

    [Theory]
    [InlineData("", "streamable-http")]
    [InlineData("sse", "sse")]
    [InlineData("streamable-http", "streamable-http")]
    [InlineData("streamable-http|sse", "both")]
    [InlineData("sse|streamable-http", "both")]
    public void Of_Transports_AreTheChoice(string transports, string expected) => Assert.Equal(
        expected, ServerForm.Of(
            Server() with { SupportedTransports = transports.Split('|', StringSplitOptions.RemoveEmptyEntries) }, []).Transport);

    [Fact]
    public void ToDraft_WhatWasTyped_IsTrimmed()
    {
        var draft = new ServerForm
        {
            Name =
                " Time ",
            Description =
                    " Tells it. ",
            Path =
                        "/time",
            Url =
                            " http://time.example/mcp ",
            Tags =
                                " a, ,b ,, a b ",
            License = "  ",
            McpEndpoint = " ",
            SseEndpoint = " http://x/sse ",
        }.ToDraft();

        Assert.Equal(
            ("Time", "Tells it.", "/time", "http://time.example/mcp"), (draft.Name, draft.Description, draft.Path, draft.ProxyPassUrl));
        Assert.Equal(["a", "b", "a b"], draft.Tags);
        Assert.Equal("N/A", draft.License);
        Assert.Null(draft.McpEndpoint);
        Assert.Equal("http://x/sse", draft.SseEndpoint);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ToDraft_SwitchedOnOrNot_IsKept(bool isEnabled) =>
        Assert.Equal(isEnabled, new ServerForm { EnableAtOnce = isEnabled }.ToDraft().IsEnabled);

    /// <summary>What the form does not show is not lost by opening it and saving.</summary>
    [Fact]
    public void OpenedAndSaved_StoredServer_IsTheSame()
    {
        var stored = Server();
        var draft = new ServerRegistration
        {
            Name =
                stored.ServerName,
            Description =
                    stored.Description,
            Path =
                        stored.Path,
            ProxyPassUrl =
                            stored.ProxyPassUrl,
            AuthType = "oauth",
            IsPython = true,
            McpEndpoint = "http://kept/mcp",
        };

        var saved = ServerForm.Of(stored, ["X-Key"]).Apply(draft);

        Assert.Equal((stored.ServerName, stored.Description, stored.ProxyPassUrl), (saved.Name, saved.Description, saved.ProxyPassUrl));
        Assert.Equal(stored.Tags, saved.Tags);
        Assert.Equal(stored.License, saved.License);
        Assert.Equal(("oauth", true, "http://kept/mcp"), (saved.AuthType, saved.IsPython, saved.McpEndpoint));
    }

    [Theory]
    [InlineData(true, "", HeaderValidator.Mask)]
    [InlineData(true, "new", "new")]
    [InlineData(false, "", "")]
    [InlineData(false, "value", "value")]
    public void Headers_StoredValue_StaysUnlessAnotherIsTyped(bool isStored, string typed, string sent)
    {
        var form = new ServerForm();
        form.Headers.Add(new() { Name = " X-Key ", Value = typed, IsStored = isStored });
        form.Headers.Add(new() { Name = "  ", Value = "of no name" });

        var header = Assert.Single(form.ToDraft().Headers!);

        Assert.Equal(new ServerHeader("X-Key", sent), header);
    }

    /// <summary>Values are secrets: the form knows the names only.</summary>
    [Fact]
    public void Of_HeadersOfAServer_AreNamesWithoutValues()
    {
        var headers = ServerForm.Of(Server(), ["X-Key", "X-Other"]).Headers;

        Assert.Equal(["X-Key", "X-Other"], headers.Select(static header => header.Name));
        Assert.All(headers, static header => Assert.Equal(("", true), (header.Value, header.IsStored)));
        Assert.Equal(2, headers.Select(static header => header.Id).Distinct(StringComparer.Ordinal).Count());
    }

    private static ServerRecord Server() => new()
    {
        ServerName = "Time",
        Description = "Tells it.",
        Path = "/time/",
        ProxyPassUrl = "http://time.example/mcp",
        Tags = ["clock", "zones"],
        License = "MIT",
        IsEnabled = true,
        RegisteredBy = "admin",
        RegisteredAt = DateTimeOffset.UnixEpoch,
        UpdatedAt = DateTimeOffset.UnixEpoch,
    };
}
