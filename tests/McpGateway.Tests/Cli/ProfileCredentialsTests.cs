using McpGateway.Cli.Profiles;
using McpGateway.Cli.Running;

namespace McpGateway.Tests.Cli;

/// <summary>Keyrings that fail when it matters.</summary>
public sealed class ProfileCredentialsTests : IDisposable
{
    private readonly TestCli _cli = new();
    private readonly TestTerminal _terminal = new();
    private readonly FailingKeyring _keyring = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private ProfileStore Profiles => new(_cli.EnvironmentOf(_terminal));

    private CredentialFile File => CredentialFile.In(_cli.Configuration);

    private ProfileCredentials Credentials =>
        new(Profiles, File, _keyring, new Output(_terminal, isJson: false, isQuiet: false, isVerbose: false));

    public void Dispose() => _cli.Dispose();

    /// <summary>The old refresh token is spent by then: the next one is kept where there is room, and found there.</summary>
    [Fact]
    public async Task Renewal_KeyringFailsAfterTheAnswer_IsInTheFile()
    {
        Profiles.Save("default", new("https://a.example", Store: CredentialPlace.Keyring), isCurrent: true);
        using (var renewal = await Credentials.ReserveAsync("default", Cancellation))
        {
            _keyring.IsBroken = true;
            await renewal.SaveAsync(new() { AccessToken = "next" });
        }

        Assert.Equal("next", (await Credentials.FindAsync("default", Cancellation))!.AccessToken);
        Assert.Equal(CredentialPlace.File, Credentials.PlaceOf("default"));
        Assert.Contains("warning: It is broken. The renewed tokens are in a file now", _terminal.ErrorText.ToString());
    }

    [Fact]
    public async Task Reserve_KeyringIsBroken_FailsBeforeAnythingIsSpent()
    {
        Profiles.Save("default", new("https://a.example", Store: CredentialPlace.Keyring), isCurrent: true);
        _keyring.IsBroken = true;

        var failure = await Assert.ThrowsAsync<CommandFailure>(() => Credentials.ReserveAsync("default", Cancellation));

        Assert.Contains("--store file", failure.Advice, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(_cli.Configuration, "*.next"));
    }

    /// <summary>The tokens were got with the user's help, and are not thrown away unless that was said.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Save_KeyringFailsAfterTheCheck_FallsBackOnlyWhereThatIsWanted(bool isAuto)
    {
        var choice = isAuto ? StoreChoice.Auto : StoreChoice.Keyring;
        var place = await Credentials.ChooseAsync(choice, Cancellation);
        _keyring.IsBroken = true;

        if (isAuto)
        {
            Assert.Equal(
                CredentialPlace.File, await Credentials.SaveAsync("default", new() { AccessToken = "t" }, place, choice, Cancellation));
            Assert.Equal("t", File.Find("default")!.AccessToken);
        }
        else
        {
            await Assert.ThrowsAsync<CommandFailure>(() =>
                Credentials.SaveAsync("default", new() { AccessToken = "t" }, place, choice, Cancellation));
            Assert.Null(File.Find("default"));
        }
    }

    private sealed class FailingKeyring : ICredentialStore
    {
        private readonly Dictionary<string, Credential> _kept = new(StringComparer.Ordinal);

        public bool IsBroken { get; set; }

        public string Title => "the keyring of a test";

        public Task CheckAsync(CancellationToken cancellationToken) => Answer(true);

        public Task<Credential?> FindAsync(string profile, CancellationToken cancellationToken) => Answer(_kept.GetValueOrDefault(profile));

        public Task SaveAsync(string profile, Credential credential, CancellationToken cancellationToken) =>
            Answer(IsBroken || (_kept[profile] = credential) is not null);

        public Task RemoveAsync(string profile, CancellationToken cancellationToken) => Answer(_kept.Remove(profile));

        private Task<T> Answer<T>(T answer) =>
            IsBroken ? Task.FromException<T>(new CredentialStoreException("It is broken.")) : Task.FromResult(answer);
    }
}
