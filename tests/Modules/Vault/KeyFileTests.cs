using System.Security.Cryptography;
using Holdfast.Modules.Vault;

namespace Holdfast.Tests.Modules.Vault;

public sealed class KeyFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("holdfast-vault-").FullName;

    private string KeyPath => Path.Combine(folder, "own", "keys");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void The_first_start_makes_a_file_that_only_its_owner_can_read_and_the_second_uses_it()
    {
        var made = KeyFile.Open(KeyPath);
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(KeyPath).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        KeyFile.Open(KeyPath).Open(made.Seal([1, 2, 3], "p"), "p").ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task Processes_that_start_together_agree_on_one_key()
    {
        var rings = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => KeyFile.Open(KeyPath))));
        rings.Select(r => r.EncryptingKeyId).Distinct().ShouldHaveSingleItem();
        Directory.GetFiles(Path.GetDirectoryName(KeyPath)!).ShouldBe([KeyPath]);
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.OtherWrite)]
    public void A_file_that_others_may_touch_is_refused(UnixFileMode others)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        KeyFile.Open(KeyPath);
        File.SetUnixFileMode(KeyPath, UnixFileMode.UserRead | UnixFileMode.UserWrite | others);
        Should.Throw<InvalidOperationException>(() => KeyFile.Open(KeyPath)).Message.ShouldContain("chmod 600");
    }

    [Fact]
    public void No_file_is_made_where_everybody_may_write()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        Directory.CreateDirectory(Path.Combine(folder, "open"));
        File.SetUnixFileMode(Path.Combine(folder, "open"), (UnixFileMode)0b111_111_111);
        Should.Throw<InvalidOperationException>(() => KeyFile.Open(Path.Combine(folder, "open", "keys")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("# only a comment\n")]
    [InlineData("AAAA\n")]
    [InlineData("not base64 at all\n")]
    public void A_file_without_good_keys_is_refused_and_left_alone(string content)
    {
        Write(content);
        Should.Throw<InvalidOperationException>(() => KeyFile.Open(KeyPath));
        File.ReadAllText(KeyPath).ShouldBe(content);
    }

    [Fact]
    public void A_new_first_line_rotates()
    {
        var box = KeyFile.Open(KeyPath).Seal([7], "p");
        Write(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)) + "\n" + File.ReadAllText(KeyPath));
        var rotated = KeyFile.Open(KeyPath);
        rotated.Count.ShouldBe(2);
        rotated.Open(box, "p").ShouldBe([7]);
        rotated.Seal([7], "p").AsSpan(1, 8).SequenceEqual(box.AsSpan(1, 8)).ShouldBeFalse();
    }

    private void Write(string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(KeyPath)!);
        File.WriteAllText(KeyPath, content);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(KeyPath, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }
}
