// Answers a JSON list of {peer, op, …} from stdin with a JSON list of results on stdout.
const fs = require("node:fs");
const wecom = require("@wecom/crypto");
const WechatEncrypt = require("wechat-encrypt");

function answer({ peer, op, appid, token, aesKey, timestamp, nonce, encrypted, message }) {
  if (peer === "wecom") {
    if (op === "sign") return wecom.getSignature(token, timestamp, nonce, encrypted);
    if (op === "encrypt") return wecom.encrypt(aesKey, message, appid);
    const { message: text, id } = wecom.decrypt(aesKey, encrypted);
    return { text, appid: id };
  }
  const other = new WechatEncrypt({ appId: appid, encodingAESKey: aesKey, token });
  if (op === "sign") return other.genSign({ timestamp, nonce, encrypt: encrypted });
  if (op === "encrypt") return other.encode(message);
  return { text: other.decode(encrypted), appid };
}

process.stdout.write(JSON.stringify(JSON.parse(fs.readFileSync(0, "utf8")).map(answer)));
