using System.Buffers.Binary;
using System.Text;
using Holdfast.Platform.Cryptography;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Audit.Proof;

/// <summary>A text with signature lines, by C2SP signed-note: text, empty line, then <c>— name base64(key id ‖ signature)</c> lines.</summary>
public sealed class SignedNote
{
    /// <summary>The longest note that is read, in characters.</summary>
    public const int MaxLength = 64 * 1024;

    /// <summary>The most signature lines that are read.</summary>
    public const int MaxSignatures = 32;

    private readonly byte[] signedBytes;
    private readonly List<Signature> signatures;

    private SignedNote(string text, byte[] signedBytes, List<Signature> signatures)
    {
        Text = text;
        this.signedBytes = signedBytes;
        this.signatures = signatures;
    }

    /// <summary>What was signed, with its last newline. Means nothing before <see cref="Check"/> has answered null.</summary>
    public string Text { get; }

    /// <summary>Signs a text that ends in a newline.</summary>
    /// <returns>The whole note.</returns>
    /// <exception cref="ArgumentException">The text has no final newline or holds control characters, or the signer is not the key's.</exception>
    public static string Sign(string text, VerifierKey key, Ed25519Signer signer)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(signer);
        if (!IsText(text))
        {
            throw new ArgumentException("A note's text ends in a newline and holds no other control character.", nameof(text));
        }

        if (!key.Equals(new VerifierKey(key.Name, signer.PublicKey.Span)))
        {
            throw new ArgumentException("The signer's public key is not the one that is named.", nameof(signer));
        }

        var signed = new byte[4 + Ed25519.SignatureSize];
        BinaryPrimitives.WriteUInt32BigEndian(signed, key.KeyId);
        signer.Sign(StrictText.Utf8.GetBytes(text)).CopyTo(signed, 4);
        return $"{text}\n— {key.Name} {Convert.ToBase64String(signed)}\n";
    }

    /// <summary>Reads a note. Its text is not to be trusted yet.</summary>
    public static Result<SignedNote> Parse(string note)
    {
        ArgumentNullException.ThrowIfNull(note);
        if (note.Length > MaxLength)
        {
            return ProofProblems.Malformed($"The signed note is longer than {MaxLength} characters.");
        }

        var end = note.LastIndexOf("\n\n", StringComparison.Ordinal);
        if (end < 0 || !note.EndsWith('\n') || end + 2 >= note.Length)
        {
            return ProofProblems.Malformed("The signed note has no signature lines after an empty line.");
        }

        var text = note[..(end + 1)];
        if (!IsText(text) || Bytes(text) is not { } bytes)
        {
            return ProofProblems.Malformed("The signed note's text holds characters that a note can't hold.");
        }

        var signatures = new List<Signature>();
        foreach (var line in note[(end + 2)..^1].Split('\n'))
        {
            if (signatures.Count == MaxSignatures)
            {
                return ProofProblems.Malformed($"The signed note has more than {MaxSignatures} signatures.");
            }

            if (Signature.Parse(line) is not { } signature)
            {
                return ProofProblems.Malformed($"Signature line {signatures.Count + 1} of the signed note can't be read.");
            }

            signatures.Add(signature);
        }

        return new SignedNote(text, bytes, signatures);
    }

    /// <summary>Null when the key has signed this text. Signatures of other keys are passed over, as the format asks.</summary>
    public Problem? Check(VerifierKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var known = signatures.FindAll(s => s.KeyId == key.KeyId && s.Name == key.Name);
        return known.Count == 0 ? ProofProblems.UnknownKey(key)
            : known.TrueForAll(s => key.Verify(signedBytes, s.Bytes)) ? null
            : ProofProblems.SignatureWrong(key);
    }

    private static bool IsText(string text) => text.EndsWith('\n') && !text.AsSpan().ContainsAny(ControlCharacters);

    private static readonly System.Buffers.SearchValues<char> ControlCharacters =
        System.Buffers.SearchValues.Create([.. Enumerable.Range(0, 0x20).Where(c => c != '\n').Select(c => (char)c)]);

    private static byte[]? Bytes(string text)
    {
        try
        {
            return StrictText.Utf8.GetBytes(text);
        }
        catch (EncoderFallbackException)
        {
            return null;
        }
    }

    private sealed record Signature(string Name, uint KeyId, byte[] Bytes)
    {
        public static Signature? Parse(string line) =>
            line.Split(' ') is ["—", var name, var encoded] && StrictText.IsKeyName(name) && StrictText.Base64(encoded) is { Length: > 4 } bytes
                ? new(name, BinaryPrimitives.ReadUInt32BigEndian(bytes), bytes[4..])
                : null;
    }
}
