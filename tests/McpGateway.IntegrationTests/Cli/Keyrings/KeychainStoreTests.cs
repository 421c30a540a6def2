using McpGateway.Cli.Keyrings;
using McpGateway.Cli.Profiles;

namespace McpGateway.IntegrationTests.Cli.Keyrings;

/// <summary>
/// macOS, without macOS: a program of the test that takes the command lines of <c>security</c> as its manual states them, and records them.
/// </summary>
public sealed class KeychainStoreTests : CredentialStoreContract
{
    private string Calls => Directory.File("calls");

    [Fact]
    public async Task Save_Token_IsInNoArgument()
    {
        await Store.SaveAsync("default", new() { AccessToken = "an-access-token" }, Cancellation);

        var calls = await File.ReadAllLinesAsync(Calls, Cancellation);

        // Reading it back is how it is known that it was kept.
        Assert.Equal(2, calls.Length);
        Assert.Equal("-i", calls[0]);
        Assert.Matches("^find-generic-password -s mcpgw -a default%40[^ ]+ -w$", calls[1]);
        Assert.DoesNotContain(calls, static call => call.Contains("an-access-token", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Check_LockedKeychain_SaysWhatTheProgramSays()
    {
        await File.WriteAllTextAsync(Directory.File("locked"), "", Cancellation);

        var failure = await Assert.ThrowsAsync<CredentialStoreException>(() => Store.CheckAsync(Cancellation));

        Assert.Equal("The keychain cannot be used: security: SecKeychain: User interaction is not allowed.", failure.Message);
        await Assert.ThrowsAsync<CredentialStoreException>(() => Store.FindAsync("default", Cancellation));
        await Assert.ThrowsAsync<CredentialStoreException>(() => Store.SaveAsync("default", new() { AccessToken = "t" }, Cancellation));
        await Assert.ThrowsAsync<CredentialStoreException>(() => Store.RemoveAsync("default", Cancellation));
    }

    [Fact]
    public async Task Check_ProgramThatIsNotThere_SaysSo()
    {
        var store = new KeychainStore(new("/nowhere/security"), Directory.Path);

        Assert.Contains(
            "cannot be asked", (await Assert.ThrowsAsync<CredentialStoreException>(() => store.CheckAsync(Cancellation))).Message,
            StringComparison.Ordinal);
    }

    private protected override async Task<ICredentialStore> CreateAsync(string directory)
    {
        var program = Directory.File("security");
        if (!File.Exists(program))
        {
            await File.WriteAllTextAsync(program, Script, Cancellation);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
        }

        return new KeychainStore(new(program), directory);
    }

    private const string Script =
        """
        #!/bin/bash
        cd "$(dirname "$0")" && mkdir -p items && echo "$*" >> calls
        if [ -e locked ]; then echo 'security: SecKeychain: User interaction is not allowed.' >&2; exit 36; fi
        case "$1" in
          show-keychain-info) exit 0 ;;
          -i)
            read -r verb update s service a account w secret
            item=items/$(printf %s "$service $account" | sha256sum | cut -c1-64)
            [ "$verb $update $s $a $w" = 'add-generic-password -U -s -a -w' ] && printf '%s' "$secret" > "$item" ;;
          find-generic-password)
            item=items/$(printf %s "$3 $5" | sha256sum | cut -c1-64)
            [ "$2 $4 $6" = '-s -a -w' ] && [ -e "$item" ] && { cat "$item"; echo; exit 0; }
            echo 'The specified item could not be found in the keychain.' >&2; exit 44 ;;
          delete-generic-password)
            item=items/$(printf %s "$3 $5" | sha256sum | cut -c1-64)
            [ -e "$item" ] && rm "$item" && exit 0
            exit 44 ;;
        esac
        """;
}
